/** Which segments are one flow, and how many flows are remembered. */
import { describe, expect, it } from 'vitest';
import type { FlowSnapshot } from '../../src/conntrack/snapshot.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import type { TrackerOptions } from '../../src/conntrack/tracker-options.ts';
import { parseAddress } from '../../src/decode/address.ts';
import { Flag, Segment } from '../../src/decode/segment.ts';
import { digestOf } from '../support/scenario-segments.ts';

interface Fields {
  from: string;
  to: string;
  flags: number;
  seq?: number;
  ack?: number;
  length?: number;
  time?: number;
  scope?: number;
}

let packet = 0;

/** `from` and `to` are `address:port`, the port after the last colon. */
function segment({ from, to, flags, seq = 0, ack = 0, length = 0, time = 0, scope = 0 }: Fields): Segment {
  const end = (text: string) => {
    const at = text.lastIndexOf(':');
    return { ...parseAddress(text.slice(0, at))!, port: Number(text.slice(at + 1)) };
  };
  const [source, destination] = [end(from), end(to)];
  const result = Object.assign(new Segment(), {
    packet: ++packet,
    time,
    flags,
    seq,
    ack,
    length,
    scope,
    window: 65535,
  });
  result.ipVersion = source.version;
  [result.source0, result.source1, result.source2, result.source3] = [source.w0, source.w1, source.w2, source.w3];
  [result.destination0, result.destination1] = [destination.w0, destination.w1];
  [result.destination2, result.destination3] = [destination.w2, destination.w3];
  result.sourcePort = source.port;
  result.destinationPort = destination.port;
  result.ipId = source.version === 4 ? packet & 0xffff : 0;
  result.digest = digestOf(result);
  return result;
}

function track(segments: Iterable<Segment>, options: TrackerOptions = {}): { tracker: Tracker; flows: FlowSnapshot[] } {
  const tracker = new Tracker({ maxFlows: 1000, ...options });
  const flows: FlowSnapshot[] = [];
  tracker.onFlow = (flow) => void flows.push(flow.snapshot());
  for (const each of segments) tracker.track(each);
  tracker.finish();
  flows.sort((a, b) => a.id - b.id);
  return { tracker, flows };
}

const ends = ({ client, server }: FlowSnapshot): string =>
  `${client.address} ${client.port} > ${server.address} ${server.port}`;

describe('a flow', () => {
  const forth = (from: string, to: string): Segment => segment({ from, to, flags: Flag.SYN });
  const back = (from: string, to: string): Segment => segment({ from, to, flags: Flag.SYN | Flag.ACK, ack: 1 });

  it.each([
    ['10.0.0.1:1', '10.0.0.2:2'],
    ['10.0.0.2:2', '10.0.0.1:1'],
    ['10.0.0.10:80', '10.0.0.9:80'],
    ['127.0.0.1:80', '127.0.0.1:40000'],
    ['127.0.0.1:40000', '127.0.0.1:80'],
    ['200.0.0.1:65535', '1.2.3.4:1'],
    ['2001:db8::1:1', '2001:db8::2:1'],
    ['2001:db8::2:9', '2001:db8::1:7'],
  ])('from %s to %s is the same both ways', (a, b) => {
    const { flows } = track([forth(a, b), back(b, a)]);
    const end = (text: string): string =>
      `${text.slice(0, text.lastIndexOf(':'))} ${text.slice(text.lastIndexOf(':') + 1)}`;
    expect(flows.map(ends)).toEqual([`${end(a)} > ${end(b)}`]);
    expect(flows[0]!.server.state).toBe('SYN_RCVD');
  });

  it('is another one with any other address, port, IP version or scope', () => {
    const pairs: [string, string][] = [
      ['10.0.0.1:1', '10.0.0.2:2'],
      ['10.0.0.1:2', '10.0.0.2:1'],
      ['10.0.0.1:1', '10.0.0.3:2'],
      ['10.0.0.1:1', '10.0.0.2:3'],
      ['::ffff:10.0.0.1:1', '::ffff:10.0.0.2:2'],
      ['2001:db8::1:1', '2001:db8::2:2'],
      ['2001:db8:1::1:1', '2001:db8::2:2'],
      ['2001:db8::1:0:1:1', '2001:db8::2:2'],
    ];
    const scoped = [1, 2].map((scope) => segment({ from: '10.0.0.1:1', to: '10.0.0.2:2', flags: Flag.SYN, scope }));
    const { flows } = track([...pairs.map(([a, b]) => forth(a, b)), ...scoped]);
    expect(flows).toHaveLength(pairs.length + scoped.length);
    expect(new Set(flows.map(ends)).size).toBe(pairs.length);
  });

  it('keeps its ends apart on one address of loopback', () => {
    const { flows } = track([forth('127.0.0.1:5000', '127.0.0.1:6000'), back('127.0.0.1:6000', '127.0.0.1:5000')]);
    expect(flows.map(({ client, server }) => [client.port, client.state, server.port, server.state])).toEqual([
      [5000, 'SYN_SENT', 6000, 'SYN_RCVD'],
    ]);
  });
});

/** A complete connection, closed by RST, on client port `port`, beginning at `time`. */
function* shortConnection(port: number, time: number): Generator<Segment> {
  const c = `10.0.${port >> 8}.${port & 255}:${port}`;
  const s = '10.9.9.9:80';
  yield segment({ from: c, to: s, flags: Flag.SYN, seq: 10, time });
  yield segment({ from: s, to: c, flags: Flag.SYN | Flag.ACK, seq: 20, ack: 11, time: time + 1e6 });
  yield segment({ from: c, to: s, flags: Flag.ACK, seq: 11, ack: 21, time: time + 2e6 });
  yield segment({ from: c, to: s, flags: Flag.RST | Flag.ACK, seq: 11, ack: 21, time: time + 3e6 });
}

/** Ends that open, exchange `rounds` of data, and close; a millisecond between segments, from `time` on. */
function conversation(rounds: number, time: number, scope = 0): Segment[] {
  const there = { from: '10.0.0.1:40000', to: '10.0.0.2:80', scope };
  const back = { from: '10.0.0.2:80', to: '10.0.0.1:40000', scope };
  const end = 1 + 100 * rounds;
  const all: Omit<Fields, 'time'>[] = [
    { ...there, flags: Flag.SYN },
    { ...back, flags: Flag.SYN | Flag.ACK, ack: 1 },
    { ...there, flags: Flag.ACK, seq: 1, ack: 1 },
  ];
  for (let seq = 1; seq < end; seq += 100) {
    all.push({ ...there, flags: Flag.ACK, seq, ack: seq, length: 100 });
    all.push({ ...back, flags: Flag.ACK, seq, ack: seq + 100, length: 100 });
  }
  all.push({ ...there, flags: Flag.FIN | Flag.ACK, seq: end, ack: end });
  all.push({ ...back, flags: Flag.FIN | Flag.ACK, seq: end, ack: end + 1 });
  all.push({ ...there, flags: Flag.ACK, seq: end + 1, ack: end + 1 });
  return all.map((fields, i) => segment({ ...fields, time: time + i * 1e6 }));
}

describe('the same packets in two VLANs', () => {
  it('are two whole flows, of which none takes the packets of the other for copies', () => {
    const outer = conversation(3, 0, 1);
    const inner = outer.map((each) => Object.assign(new Segment(), each, { scope: 2, time: each.time + 1000 }));
    const { tracker, flows } = track(outer.flatMap((each, i) => [each, inner[i]!]));
    expect(tracker.counters.duplicates).toBe(0);
    expect(flows).toHaveLength(2);
    for (const { client, server, notes } of flows) {
      expect([client.state, server.state, notes]).toEqual(['TIME_WAIT', 'CLOSED', []]);
      expect([client.packets, client.bytes, server.packets, server.bytes]).toEqual([7, 300, 5, 300]);
    }
  });

  it('are copies where one VLAN shows a packet twice', () => {
    const once = conversation(3, 0, 1);
    const again = once.map((each) => Object.assign(new Segment(), each, { time: each.time + 1000 }));
    const { tracker, flows } = track(once.flatMap((each, i) => [each, again[i]!]));
    expect(flows).toHaveLength(1);
    // Also of the segments that header prediction takes.
    expect(tracker.counters.duplicates).toBe(once.length);
  });
});

describe('a clock that is set back by an hour', () => {
  const HOUR = 3600e9;
  // After the first segment of every round both ends have sent what the other expects next.
  const all = conversation(4, 2 * HOUR);
  const steps = all.map((_, i) => i).slice(1);

  it.each(steps)('before segment %i leaves the beginning, the order and the states as they are', (step) => {
    const stepped = all.map((each, i) =>
      Object.assign(new Segment(), each, { time: each.time - (i >= step ? HOUR : 0) }),
    );
    const [flow] = track(stepped).flows;
    expect([flow!.client.state, flow!.server.state]).toEqual(['TIME_WAIT', 'CLOSED']);
    expect(flow!.firstSeen).toBe(all[0]!.time);
    expect(flow!.lastSeen).toBe(all[step - 1]!.time);
    expect(flow!.client.since).toBe(all[step - 1]!.time);
    expect(flow!.client.timer).toEqual({ name: '2msl', remaining: 60 });
  });
});

describe('a segment from far away', () => {
  it('moves neither the time at which its sender was last seen nor that of the flow', () => {
    const all = conversation(1, 0);
    const forged = { from: '10.0.0.2:80', to: '10.0.0.1:40000', flags: Flag.ACK, seq: 1e9, ack: 9e8, length: 10 };
    const [flow] = track([...all, segment({ ...forged, time: 30e9 })]).flows;
    expect(flow!.notes).toEqual(['foreign']);
    expect(flow!.lastSeen).toBe(all.at(-1)!.time);
    expect(flow!.server).toMatchObject({ state: 'CLOSED', packets: 4, bytes: 110 });
  });
});

describe('the number of flows', () => {
  it('follows what is alive, not what has been: closed flows are reported and forgotten', () => {
    const tracker = new Tracker({ maxFlows: 1000 });
    let reported = 0;
    let most = 0;
    tracker.onFlow = () => reported++;
    for (let i = 0; i < 20_000; i++) {
      for (const each of shortConnection(1024 + i, i * 1e9)) tracker.track(each);
      tracker.advance(i * 1e9 + 5e6);
      most = Math.max(most, tracker.liveFlows);
    }
    expect(most).toBeLessThan(200);
    expect(tracker.counters.evicted).toBe(0);
    tracker.finish();
    expect(reported).toBe(20_000);
    expect(tracker.liveFlows).toBe(0);
  });

  it('is bounded in a SYN flood, which displaces itself and not the connections', () => {
    const established = [...shortConnection(1000, 0)].slice(0, 3);
    function* flood(): Generator<Segment> {
      yield* established;
      for (let i = 0; i < 10_000; i++) {
        yield segment({
          from: `172.16.${i >> 8}.${i & 255}:${1024 + i}`,
          to: '10.9.9.9:80',
          flags: Flag.SYN,
          time: 1e7 + i * 1e3,
        });
      }
    }
    const { tracker, flows } = track(flood(), { maxFlows: 100 });
    expect(tracker.counters.flows).toBe(10_001);
    expect(tracker.counters.evicted).toBe(10_001 - 100);
    expect(flows).toHaveLength(10_001);
    const [first] = flows;
    expect([first!.client.state, first!.server.state]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
    expect(flows.filter(({ client }) => client.state === 'SYN_SENT')).toHaveLength(10_000);
  });

  it('lets go of the connection that a flood displaces last: nothing else is left', () => {
    const open = (port: number): Segment[] => [...shortConnection(port, port)].slice(0, 3);
    const { tracker, flows } = track([1, 2, 3, 4, 5].flatMap(open), { maxFlows: 3 });
    expect(tracker.counters.evicted).toBe(2);
    expect(flows).toHaveLength(5);
  });

  it('counts what the flows ended in', () => {
    const { tracker, flows } = track([1000, 2000].flatMap((port) => [...shortConnection(port, port)]));
    expect(flows.every(({ client, server }) => client.state === 'CLOSED' && server.state === 'CLOSED')).toBe(true);
    expect(tracker.statePairs[0]).toBe(2);
    expect(tracker.statePairs.reduce((sum, count) => sum + count, 0)).toBe(2);
  });
});

describe('capture loss', () => {
  it('marks what may have gone on while packets were missed, until it is seen again', () => {
    const tracker = new Tracker();
    const notes = (): (readonly string[])[] => {
      const found: (readonly string[])[] = [];
      tracker.flows.visit((flow) => found.push(flow.notes));
      return found;
    };
    const [over, open] = [[...shortConnection(1000, 0)], [...shortConnection(2000, 0)].slice(0, 4)];
    for (const each of [...over, ...open.slice(0, 3)]) tracker.track(each);
    expect(notes()).toEqual([[], []]);
    const last = Math.max(...over.map(({ time }) => time));
    tracker.missed(last + 1);
    expect(notes()).toEqual([[], ['unwatched']]); // nothing can happen to the first
    const seenAgain = open[3]!;
    seenAgain.time = last + 2;
    tracker.track(seenAgain);
    expect(notes()).toEqual([[], []]);
  });

  it('shows as missed segments, never as a reset: a tenth of the frames is left out', () => {
    const c = '10.0.0.1:40000';
    const s = '10.0.0.2:80';
    const all: Segment[] = [];
    all.push(segment({ from: c, to: s, flags: Flag.SYN, seq: 0, time: 0 }));
    all.push(segment({ from: s, to: c, flags: Flag.SYN | Flag.ACK, seq: 0, ack: 1, time: 1e6 }));
    all.push(segment({ from: c, to: s, flags: Flag.ACK, seq: 1, ack: 1, time: 2e6 }));
    for (let i = 0; i < 200; i++) {
      const seq = 1 + i * 1000;
      const time = 3e6 + i * 1e6;
      all.push(segment({ from: s, to: c, flags: Flag.ACK, seq, ack: 1, length: 1000, time }));
      all.push(segment({ from: c, to: s, flags: Flag.ACK, seq: 1, ack: seq + 1000, time: time + 5e5 }));
    }
    const kept = all.filter((_, i) => i < 3 || i % 10 !== 7);
    const { tracker, flows } = track(kept);
    expect(flows).toHaveLength(1);
    expect([flows[0]!.client.state, flows[0]!.server.state]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
    expect(flows[0]!.notes).toEqual(['gap']);
    expect(tracker.counters.missedSegments).toBeGreaterThan(10);
    expect(tracker.counters.missedSegments).toBeLessThan(100);
  });
});
