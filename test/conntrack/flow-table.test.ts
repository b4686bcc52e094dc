/** The hash table finds just the flows that are listed, however it has grown and whatever has left it. */
import { describe, expect, it } from 'vitest';
import { NONE } from '../../src/conntrack/flow-record.ts';
import { FlowTable } from '../../src/conntrack/flow-table.ts';
import { Segment } from '../../src/decode/segment.ts';

/** A segment of pair `id`, every third of IPv6; from its other end where `back`. */
function segmentOf(id: number, back = false): Segment {
  const segment = Object.assign(new Segment(), { ipVersion: id % 3 === 0 ? 6 : 4, scope: id % 2 });
  const [source, destination] = [
    { address: [id % 5, 0, 0, id % 3 === 0 ? id : 0], port: id & 0xffff },
    { address: [100 + (id >>> 16), 0, 0, 0], port: 80 },
  ];
  const [from, to] = back ? [destination, source] : [source, destination];
  [segment.source0, segment.source1, segment.source2, segment.source3] = from.address as [
    number,
    number,
    number,
    number,
  ];
  [segment.destination0, segment.destination1, segment.destination2, segment.destination3] = to.address as [
    number,
    number,
    number,
    number,
  ];
  segment.sourcePort = from.port;
  segment.destinationPort = to.port;
  return segment;
}

/** A table, and beside it what it must hold. */
class Checked {
  readonly table: FlowTable;
  readonly listed = new Map<number, number>();
  readonly unlisted: number[] = [];
  #latest = 0;

  constructor(capacity: number) {
    this.table = new FlowTable(capacity);
  }

  add(): void {
    const id = this.#latest++;
    expect(this.table.find(segmentOf(id))).toBe(NONE);
    this.listed.set(id, this.table.add(segmentOf(id), id));
  }

  /** Releases the flow of a pair, or only takes it out of the hash table, so that its pair is free. */
  drop(id: number, keeps: boolean): void {
    const flow = this.listed.get(id)!;
    this.listed.delete(id);
    if (keeps) this.unlisted.push(flow);
    if (keeps) this.table.unlist(flow);
    else this.table.release(flow);
  }

  /** Pairs whose flow is not found, or found though it has left. */
  wrong(): number[] {
    const ids = Array.from({ length: this.#latest }, (_, id) => id);
    return ids.filter((id) => {
      const expected = this.listed.get(id) ?? NONE;
      return this.table.find(segmentOf(id)) !== expected || this.table.find(segmentOf(id, true)) !== expected;
    });
  }
}

describe('the flow table', () => {
  it('finds every flow while it fills up, and none that has left', () => {
    const checked = new Checked(40_000);
    for (let id = 0; id < 40_000; id++) checked.add();
    expect(checked.wrong()).toEqual([]);
    for (let id = 0; id < 40_000; id++) if (id % 10 !== 0) checked.drop(id, false);
    expect(checked.wrong()).toEqual([]);
    expect(checked.table.size).toBe(4000);
  });

  it('finds those whose records lie behind free ones when it grows', () => {
    const checked = new Checked(8000);
    for (let id = 0; id < 8000; id++) checked.add();
    for (let id = 0; id < 8000; id += 4) checked.drop(id, false);
    for (let count = 0; count < 1900; count++) checked.add();
    expect(checked.wrong()).toEqual([]);
  });

  it('finds those that stay while others come and go', () => {
    const checked = new Checked(21_000);
    for (let id = 0; id < 40_000; id++) {
      checked.add();
      // The oldest goes with every second that comes; some are kept without being listed.
      if (id % 2 === 1) checked.drop((id - 1) / 2, id % 64 === 1);
    }
    expect(checked.wrong()).toEqual([]);
    expect(checked.table.size).toBe(checked.listed.size + checked.unlisted.length);
    expect(checked.unlisted.every((flow) => checked.table.isLive(flow))).toBe(true);
  });
});
