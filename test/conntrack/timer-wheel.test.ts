/** The wheel hands over each flow once, in the second for which it waits, and keeps no more entries than it needs. */
import { describe, expect, it } from 'vitest';
import { FlowTable } from '../../src/conntrack/flow-table.ts';
import { TimerWheel } from '../../src/conntrack/timer-wheel.ts';
import { Segment } from '../../src/decode/segment.ts';
import { randomFrom } from '../support/simulator.ts';

const SECOND = 1e9;

/** A table that tells how many entries the wheel has gone through. */
class CountingTable extends FlowTable {
  entries = 0;

  override touchFlows(flows: Int32Array, from: number, to: number): void {
    this.entries += to - from;
    super.touchFlows(flows, from, to);
  }
}

function tableOf(count: number): CountingTable {
  const table = new CountingTable(count);
  for (let id = 1; id <= count; id++) {
    const segment = Object.assign(new Segment(), { source0: id, destination0: -1, sourcePort: 1, destinationPort: 2 });
    table.find(segment);
    table.add(segment, id);
  }
  return table;
}

describe('timer wheel', () => {
  it('hands over what is due, once, whatever was taken out and put back in between', () => {
    const number = randomFrom(7);
    const random = (below: number): number => Math.floor(number() * below);
    const wheel = new TimerWheel(tableOf(64));
    /** By flow: the second in which it is due. */
    const waiting = new Map<number, number>();
    let late = 0;
    for (let now = 0; now < 3000; now += random(3)) {
      wheel.turn(now * SECOND, (flow) => {
        if (waiting.get(flow)! > now) late++;
        expect(waiting.delete(flow)).toBe(true);
      });
      for (const [flow, due] of waiting) expect(due, `flow ${flow}`).toBeGreaterThan(now);
      expect(wheel.next).toBe((now + 1) * SECOND);
      for (let i = 0; i < 20; i++) {
        const flow = random(64);
        if (random(3) === 0) {
          wheel.cancel(flow);
          waiting.delete(flow);
        } else {
          const due = now + random(400);
          wheel.schedule(flow, due * SECOND);
          // One that waits already stays; one that is due now is handed over with the next second.
          if (!waiting.has(flow)) waiting.set(flow, Math.max(due, now + 1));
        }
      }
      expect(wheel.waiting).toBe(waiting.size);
    }
    expect(late).toBe(0);
  });

  it('has what is due beyond its reach looked at earlier', () => {
    const wheel = new TimerWheel(tableOf(1));
    wheel.turn(0, () => {});
    wheel.schedule(0, 10_000 * SECOND);
    let looks = 0;
    wheel.turn(512 * SECOND, () => looks++);
    expect(looks).toBe(1);
  });

  it('lets every slot come round after a long silence', () => {
    const wheel = new TimerWheel(tableOf(3));
    for (const [flow, due] of [10, 200, 500].entries()) wheel.schedule(flow, due * SECOND);
    const looks: number[] = [];
    wheel.turn(1e6 * SECOND, (flow) => looks.push(flow));
    expect(looks.toSorted()).toEqual([0, 1, 2]);
    expect(wheel.waiting).toBe(0);
  });

  it('keeps few entries of flows that come and go, as in a flood beyond the limit of flows', () => {
    const table = tableOf(16);
    const wheel = new TimerWheel(table);
    for (let i = 0; i < 10_000; i++) {
      wheel.cancel(i % 16);
      wheel.schedule(i % 16, 61 * SECOND);
    }
    const looks: number[] = [];
    wheel.turn(61 * SECOND, (flow) => looks.push(flow));
    expect(looks.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, flow) => flow));
    expect(table.entries).toBeLessThan(64);
  });
});
