/** What only some flows have is kept for each end apart, and goes with the flow. */
import { describe, expect, it } from 'vitest';
import { Anomaly } from '../../src/conntrack/anomalies.ts';
import { Fact, Sure } from '../../src/conntrack/facts.ts';
import type { Flow } from '../../src/conntrack/flow.ts';
import { FlowMemory } from '../../src/conntrack/flow-memory.ts';
import { FlowFlag } from '../../src/conntrack/flow-record.ts';
import { Silence } from '../../src/conntrack/silence.ts';
import { Flag, Segment } from '../../src/decode/segment.ts';

const SECOND = 1e9;
const ENDS = [
  { end: 'lower', half: 0 },
  { end: 'upper', half: 1 },
];

/** A new flow from that port, both ends of which were heard at 0. */
function opened(memory: FlowMemory, port: number): Flow {
  const segment = Object.assign(new Segment(), { source0: 1, sourcePort: port, destination0: 2, destinationPort: 80 });
  memory.table.find(segment);
  const flow = memory.cursor();
  flow.at(memory.table.add(segment, port), 0);
  flow.sender.packets = 1;
  flow.receiver.packets = 1;
  return flow;
}

/** One of its ends sends a segment at a time in seconds; the cursor stays as that has set it. */
function send({ silences }: FlowMemory, flow: Flow, half: number, flags: number, seconds: number): void {
  flow.at(flow.index, half);
  silences.note(flow, Object.assign(new Segment(), { flags, time: seconds * SECOND }));
  flow.sender.lastSeen = seconds * SECOND;
}

describe('a silence', () => {
  /** Seconds: before the close and unanswered, of half 0 and of half 1. */
  const silencesOf = ({ silences }: FlowMemory, flow: Flow): number[] => {
    const kinds = [Silence.BEFORE_CLOSE, Silence.UNANSWERED];
    return [0, 1].flatMap((half) => kinds.map((which) => silences.of(flow, half, which) / SECOND));
  };
  const of = (half: number, silences: readonly number[]): number[] =>
    half === 0 ? [...silences, 0, 0] : [0, 0, ...silences];

  it.each(ENDS)('is kept of the end that closes: the $end one', ({ half }) => {
    const memory = new FlowMemory(1, false);
    const flow = opened(memory, 1);
    send(memory, flow, half, Flag.FIN, 5);
    expect(silencesOf(memory, flow)).toEqual(of(half, [5, 0]));
  });

  it.each(ENDS)('is kept of the end that breaks it, until the other answers: the $end one', ({ half }) => {
    const memory = new FlowMemory(1, false);
    const flow = opened(memory, 1);
    send(memory, flow, half, Flag.ACK, 100);
    send(memory, flow, half, Flag.ACK, 101);
    expect(silencesOf(memory, flow)).toEqual(of(half, [0, 100]));
    send(memory, flow, half ^ 1, Flag.ACK, 101.1);
    expect(silencesOf(memory, flow)).toEqual([0, 0, 0, 0]);
  });

  it.each(ENDS)('stays unanswered beside the one before the RST that it meets: the $end one', ({ half }) => {
    const memory = new FlowMemory(1, false);
    const flow = opened(memory, 1);
    send(memory, flow, half, Flag.ACK, 100);
    send(memory, flow, half ^ 1, Flag.RST, 103);
    expect(silencesOf(memory, flow)).toEqual(half === 0 ? [0, 100, 3, 0] : [3, 0, 0, 100]);
  });

  it('is of the end that closed last where the other had not closed', () => {
    const memory = new FlowMemory(1, false);
    const flow = opened(memory, 1);
    send(memory, flow, 0, Flag.RST, 7);
    send(memory, flow, 1, Flag.FIN, 22);
    expect(silencesOf(memory, flow)).toEqual([0, 0, 15, 0]);
  });

  it.each([Fact.FIN_SENT, Fact.CLOSED] as const)('is that before the first close (fact %i)', (fact) => {
    const memory = new FlowMemory(1, false);
    const flow = opened(memory, 1);
    send(memory, flow, 0, Flag.FIN, 5);
    flow.sender.establish(fact, Sure.SEEN, 5 * SECOND, 1);
    send(memory, flow, 1, Flag.FIN, 12);
    send(memory, flow, 0, Flag.RST, 20);
    expect(silencesOf(memory, flow)).toEqual([5, 0, 0, 0]);
  });

  it('is not kept where it is short, or where the other end was never heard', () => {
    const memory = new FlowMemory(2, false);
    const flow = opened(memory, 1);
    send(memory, flow, 0, Flag.ACK, 59.9);
    send(memory, flow, 1, Flag.FIN, 60.8);
    const alone = opened(memory, 2);
    alone.receiver.packets = 0;
    send(memory, alone, 0, Flag.FIN, 100);
    expect([flow, alone].map((each) => each.is(FlowFlag.SILENCE))).toEqual([false, false]);
  });

  it('fits, however long it was', () => {
    const memory = new FlowMemory(1, false);
    const flow = opened(memory, 1);
    send(memory, flow, 1, Flag.FIN, 30 * 86_400);
    expect(silencesOf(memory, flow)).toEqual([0, 0, (2 ** 31 - 1) / 1000, 0]);
  });

  it('is forgotten with its flow, and no other', () => {
    const memory = new FlowMemory(2, false);
    const [first, second] = [opened(memory, 1), opened(memory, 2)];
    for (const [flow, seconds] of [
      [first, 5],
      [second, 6],
    ] as const) {
      send(memory, flow, 0, Flag.ACK, 100);
      send(memory, flow, 1, Flag.RST, 100 + seconds);
    }
    memory.release(first);
    const third = opened(memory, 3);
    expect(third.index).toBe(first.index);
    expect(silencesOf(memory, third)).toEqual([0, 0, 0, 0]);
    send(memory, third, 1, Flag.RST, 9);
    expect(silencesOf(memory, third)).toEqual([0, 0, 9, 0]);
    expect(silencesOf(memory, second)).toEqual([0, 100, 6, 0]);
  });
});

describe('anomalies', () => {
  const countsOf = ({ anomalies }: FlowMemory, flow: Flow, half: number): number[] =>
    Object.values(Anomaly).map((anomaly) => anomalies.of(flow, half, anomaly));
  const none = Object.values(Anomaly).map(() => 0);

  it('are counted for each end apart', () => {
    const memory = new FlowMemory(1, false);
    const flow = opened(memory, 1);
    for (const anomaly of Object.values(Anomaly)) {
      for (let count = 0; count <= anomaly; count++) memory.anomalies.count(flow, flow.receiver, anomaly);
    }
    expect(countsOf(memory, flow, 0)).toEqual(none);
    expect(countsOf(memory, flow, 1)).toEqual(Object.values(Anomaly).map((anomaly) => anomaly + 1));
  });

  it('are kept of every flow that fits, and forgotten with it', () => {
    const memory = new FlowMemory(3, false);
    const flows = [1, 2, 3].map((port) => opened(memory, port));
    for (const flow of flows) {
      for (let count = 0; count < flow.number; count++) memory.anomalies.count(flow, flow.receiver, Anomaly.MORE_RST);
    }
    const [first, second, third] = flows as [Flow, Flow, Flow];
    memory.release(first);
    memory.release(third);
    const later = [opened(memory, 4), opened(memory, 5)];
    expect(later.map((flow) => flow.anomalies)).toEqual([-1, -1]);
    for (const flow of later) memory.anomalies.count(flow, flow.sender, Anomaly.DUPLICATE);
    expect(later.map((flow) => memory.anomalies.of(flow, 0, Anomaly.DUPLICATE))).toEqual([1, 1]);
    expect(later.map((flow) => countsOf(memory, flow, 1))).toEqual([none, none]);
    expect(memory.anomalies.of(second, 1, Anomaly.MORE_RST)).toBe(2);
  });
});
