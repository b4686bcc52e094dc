/** Turns the lines of a scenario into segments or frames, in one of many equivalent disguises. */
import { parseAddress } from '../../src/decode/address.ts';
import { Flag, type Segment, SynOption } from '../../src/decode/segment.ts';
import * as frames from './frames.ts';
import type { Packet, Scenario, Side } from './scenario.ts';

/** What must not matter to the states. */
export interface Disguise {
  /** Added to the initial sequence numbers. */
  readonly issShift?: Readonly<Record<Side, number>>;
  /** Added to all times, in nanoseconds. */
  readonly timeShift?: number;
  readonly ipVersion?: 4 | 6;
  /** Each end has the other's address, so that the other one is lower. */
  readonly swapped?: boolean;
}

/** A segment with absolute numbers: one packet on the wire. */
export interface WirePacket {
  readonly line: number;
  readonly from: Side;
  readonly time: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly length: number;
  readonly ipId: number;
  readonly packet: Packet;
}

/** Default initial sequence numbers: far apart, so that a number tells its connection. */
const ISS: Readonly<Record<Side, (connection: number) => number>> = {
  C: (connection) => 1_000 + 100_000_000 * (connection - 1),
  S: (connection) => 2_500_000_000 + 100_000_000 * (connection - 1),
};

const V6: Readonly<Record<Side, string>> = { C: '2001:db8::c', S: '2001:db8::5' };

const other = (side: Side): Side => (side === 'C' ? 'S' : 'C');

/** The packet of every line, null for lines that only let time pass. */
export function wirePackets(scenario: Scenario, disguise: Disguise = {}): (WirePacket | null)[] {
  const next = new Map<string, number>();
  const ids: Record<Side, number> = { C: 100, S: 60_000 };
  const nextId = (side: Side): number => {
    ids[side] = (ids[side] + 1) & 0xffff;
    return ids[side];
  };
  const sent: WirePacket[] = [];

  const addressOf = (side: Side): string => {
    const wearer = disguise.swapped ? other(side) : side;
    return disguise.ipVersion === 6 && !scenario.address.C.includes(':') ? V6[wearer] : scenario.address[wearer];
  };
  const iss = (side: Side, connection: number): number =>
    (scenario.iss.get(connection)?.[side] ?? ISS[side](connection)) + (disguise.issShift?.[side] ?? 0);

  return scenario.lines.map(({ number, time: written, action }) => {
    const time = written + (disguise.timeShift ?? 0);
    if (action.kind === 'wait') return null;
    if (action.kind === 'copy') {
      const of = action.of;
      const original = of === null ? sent.at(-1) : sent.find((it) => it.time === of + (disguise.timeShift ?? 0));
      if (original === undefined) throw new Error(`line ${number}: a copy of nothing`);
      return { ...original, line: number, time };
    }
    const { packet } = action;
    const { from, connection } = packet;
    const to = other(from);
    const at = `${from}${connection}`;
    const [start, end] = packet.range ?? [next.get(at) ?? 0, next.get(at) ?? 0];
    const flags = frames.flagBits(packet.flags);
    const after = end + (flags & Flag.SYN ? 1 : 0) + (flags & Flag.FIN ? 1 : 0);
    if ((flags & Flag.RST) === 0 && after > (next.get(at) ?? 0)) next.set(at, after);
    const wire: WirePacket = {
      line: number,
      from,
      time,
      source: addressOf(from),
      destination: addressOf(to),
      sourcePort: scenario.port[from],
      destinationPort: scenario.port[to],
      seq: (iss(from, connection) + start) | 0,
      ack: packet.ack === null ? 0 : (iss(to, connection) + packet.ack) | 0,
      flags,
      length: end - start,
      ipId: packet.ipId ?? nextId(from),
      packet,
    };
    sent.push(wire);
    return wire;
  });
}

/** Fills `segment` with the packet, as the decoder would. */
export function fillSegment(segment: Segment, wire: WirePacket, number: number): void {
  const source = parseAddress(wire.source)!;
  const destination = parseAddress(wire.destination)!;
  const { options } = wire.packet;
  const syn = (wire.flags & Flag.SYN) !== 0;
  segment.packet = number;
  segment.time = wire.time;
  segment.ipVersion = source.version;
  segment.scope = 0;
  segment.source0 = source.w0;
  segment.source1 = source.w1;
  segment.source2 = source.w2;
  segment.source3 = source.w3;
  segment.destination0 = destination.w0;
  segment.destination1 = destination.w1;
  segment.destination2 = destination.w2;
  segment.destination3 = destination.w3;
  segment.sourcePort = wire.sourcePort;
  segment.destinationPort = wire.destinationPort;
  segment.seq = wire.seq;
  segment.ack = wire.ack;
  segment.flags = wire.flags;
  segment.window = wire.packet.window;
  segment.length = wire.length;
  segment.hasTimestamps = options.ts ? 1 : 0;
  segment.tsVal = (options.ts?.[0] ?? 0) | 0;
  segment.tsEcr = (options.ts?.[1] ?? 0) | 0;
  segment.duplicateSack = options.dsack ? 1 : 0;
  segment.mss = syn ? (options.mss ?? -1) : -1;
  segment.windowScale = syn ? (options.wscale ?? -1) : -1;
  segment.sackPermitted = syn && options.sack ? 1 : 0;
  segment.synOptions = syn && options.tfo ? SynOption.FAST_OPEN : 0;
  segment.ipId = source.version === 4 ? wire.ipId : 0;
  segment.badChecksum = 0;
  segment.digest = digestOf(segment);
}

/** FNV-1a over all that identifies a packet. */
export function digestOf(segment: Segment): number {
  let hash = 0x811c9dc5;
  for (const word of [
    segment.source0,
    segment.source1,
    segment.source2,
    segment.source3,
    segment.destination0,
    segment.destination1,
    segment.destination2,
    segment.destination3,
    (segment.sourcePort << 16) | segment.destinationPort,
    segment.seq,
    segment.ack,
    segment.flags,
    segment.window,
    segment.length,
    segment.tsVal,
    segment.tsEcr,
    segment.duplicateSack,
    segment.ipId,
  ]) {
    hash = Math.imul(hash ^ (word & 0xffff), 0x01000193);
    hash = Math.imul(hash ^ (word >>> 16), 0x01000193);
  }
  return hash | 0;
}

/** The packet as an Ethernet frame. */
export function frameOf(wire: WirePacket): Uint8Array<ArrayBuffer> {
  const { mss, wscale, sack, tfo, ts, dsack } = wire.packet.options;
  const options: (readonly number[])[] = [];
  if (mss !== undefined) options.push(frames.mss(mss));
  if (sack) options.push(frames.sackPermitted);
  if (ts) options.push(frames.timestamps(...ts));
  if (dsack) {
    const peersIss = wire.ack - (wire.packet.ack ?? 0);
    options.push(frames.sack(...dsack.map((octet) => peersIss + octet)));
  }
  if (wscale !== undefined) options.push(frames.wscale(wscale));
  if (tfo) options.push(frames.fastOpen(1, 2, 3, 4, 5, 6, 7, 8));
  const end = (address: string, port: number): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;
  return frames.frame({
    from: end(wire.source, wire.sourcePort),
    to: end(wire.destination, wire.destinationPort),
    seq: wire.seq,
    ack: wire.ack,
    flags: wire.flags,
    window: wire.packet.window,
    options,
    payload: wire.length,
    id: wire.ipId,
  });
}
