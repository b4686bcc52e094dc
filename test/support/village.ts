/**
 * A small capture that is always the same: every kind of connection once, so that a person can read all of what is made
 * of it. Times are in seconds since its start, which is 2026-01-31 12:00:00 UTC.
 */
import { pcapFile } from './capture-files.ts';
import {
  ethernet,
  type FrameFields,
  frame,
  icmpUnreachable,
  ipv4,
  mss,
  sackPermitted,
  tcp,
  udp,
  vlan,
  wscale,
} from './frames.ts';

/** Epoch second of its first packet. */
export const VILLAGE_START = 1_769_860_800;

interface Packet {
  readonly at: number;
  readonly frame: Uint8Array;
}

type Line = readonly [at: number, direction: '>' | '<', flags: string, length?: number];

const SYN_OPTIONS = [mss(1460), sackPermitted, wscale(7)];

/** The packets of one connection; sequence numbers follow from what was sent, an ACK acknowledges all of it. */
function talk(
  client: string,
  server: string,
  lines: readonly Line[],
  wrap: (fields: FrameFields) => Uint8Array = frame,
): Packet[] {
  const next = { '>': 1000, '<': 5000 };
  const sent = { '>': false, '<': false };
  return lines.map(([at, direction, flags, payload = 0], id) => {
    const peer = direction === '>' ? '<' : '>';
    const [from, to] = direction === '>' ? [client, server] : [server, client];
    const syn = flags.includes('S');
    const acknowledges = flags.includes('.');
    const packet = wrap({
      from,
      to,
      flags,
      payload,
      id: id + 1,
      seq: next[direction],
      window: 64240,
      ...(acknowledges && { ack: sent[peer] || !flags.includes('R') ? next[peer] : 0 }),
      ...(syn && { options: SYN_OPTIONS }),
    });
    sent[direction] = true;
    next[direction] += payload + (syn || flags.includes('F') ? 1 : 0);
    return { at, frame: packet };
  });
}

const handshake = (at: number): Line[] => [
  [at, '>', 'S'],
  [at + 0.01, '<', 'S.'],
  [at + 0.010_05, '>', '.'],
];

const exchange = (at: number, request: number, response: number): Line[] => [
  [at, '>', 'P.', request],
  [at + 0.02, '<', 'P.', response],
  [at + 0.020_05, '>', '.'],
];

function tagged(fields: FrameFields): Uint8Array {
  const { from, to, id, ...rest } = fields;
  const [source = '', sourcePort] = from.split(':');
  const [destination = '', destinationPort] = to.split(':');
  const segment = tcp({ ...rest, sourcePort: Number(sourcePort), destinationPort: Number(destinationPort) });
  return ethernet(vlan(100, ipv4(segment, { source, destination, id: id ?? 0 })));
}

/** What happens, connection by connection. */
function packets(): Packet[] {
  const closedByClient = talk('10.0.0.5:51234', '10.0.0.9:443', [
    ...handshake(0),
    ...exchange(0.1, 517, 4200),
    [1, '>', 'F.'],
    [1.02, '<', 'F.'],
    [1.020_05, '>', '.'],
  ]);
  const closedByServer = talk('10.0.0.6:40000', '10.0.0.9:80', [
    ...handshake(0.2),
    ...exchange(0.3, 120, 1_000),
    [0.4, '<', 'F.'],
    [0.41, '>', 'F.'],
    [0.42, '<', '.'],
  ]);
  const forgotten = talk('10.0.0.7:33333', '10.0.0.9:8080', [
    ...handshake(0.5),
    ...exchange(0.6, 180, 300),
    [2, '>', 'F.'],
    [2.02, '<', '.'],
  ]);
  const refused = talk('10.0.0.5:51300', '10.0.0.9:9', [
    [3, '>', 'S'],
    [3.01, '<', 'R.'],
  ]);
  const unanswered = talk('10.0.0.5:51301', '10.9.9.9:22', [[4, '>', 'S']]);
  const open6 = talk('[2001:db8::5]:50000', '[2001:db8::9]:22', [...handshake(5), ...exchange(5.1, 45_000, 700)]);
  const midStream = talk('10.0.0.8:44444', '10.0.0.9:5432', [
    [6, '>', 'P.', 100],
    [6.01, '<', 'P.', 2000],
  ]);
  const aborted = talk('10.0.0.5:51400', '10.0.0.9:443', [
    ...handshake(7),
    ...exchange(7.1, 517, 100),
    [7.5, '>', 'R.'],
  ]);
  const inVlan = talk('10.0.0.5:51234', '10.0.0.9:443', handshake(8), tagged);
  const others: Packet[] = [
    { at: 8.5, frame: ethernet(ipv4(udp(new Uint8Array(20)))) },
    { at: 8.6, frame: ethernet(ipv4(icmpUnreachable(ipv4(udp(new Uint8Array(8)))))) },
    { at: 9, frame: frame({ from: '10.0.0.1:1', to: '10.0.0.2:2', flags: 'S' }).subarray(0, 40) },
  ];
  return [
    ...closedByClient,
    ...closedByServer,
    ...forgotten,
    ...refused,
    ...unanswered,
    ...open6,
    ...midStream,
    ...aborted,
    ...inVlan,
    ...others,
  ];
}

/** The octets of the pcap file. */
export function village(): Uint8Array {
  const inOrder = packets().sort((a, b) => a.at - b.at);
  return pcapFile(
    inOrder.map(({ at, frame: octets }) => ({
      time: BigInt(VILLAGE_START) * 1_000_000_000n + BigInt(Math.round(at * 1e6)) * 1000n,
      frame: octets,
    })),
  );
}
