/**
 * The fields of a flow in the machine-readable output, as data: names and meanings that other programs rely on
 * (docs/output.schema.json), written straight from where the tracker keeps them.
 */
import { Anomaly } from '../conntrack/anomalies.ts';
import type { Endpoint } from '../conntrack/endpoint.ts';
import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import { since } from '../conntrack/sort-keys.ts';
import { stateOfCode } from '../conntrack/states.ts';
import { END_WORDS } from './community-id.ts';
import type { Values } from './values.ts';

/** `end` is one of the flow's two, for fields of an endpoint. */
export type Field = readonly [name: string, write: (to: Values, flow: FlowCursor, end: Endpoint) => void];

export const IDENTITY: readonly Field[] = [
  ['id', (to, flow) => to.integer(flow.flow.number)],
  ['incarnation', (to, flow) => to.integer(flow.flow.incarnation)],
  ['communityId', communityId],
  ['ipVersion', (to, flow) => to.integer(flow.ipVersion)],
];

export const END_STATE: readonly Field[] = [
  ['address', address],
  ['port', (to, flow, end) => to.integer(flow.flow.port(end.half))],
  ['state', (to, _, end) => to.word(stateOfCode(end.state))],
  ['certainty', (to, flow, end) => to.word(flow.certainty(end))],
  ['since', (to, _, end) => to.time(since(end))],
];

/** Of a timer that runs. */
export const TIMER: readonly Field[] = [
  ['name', (to, flow, end) => to.word(flow.timer(end)?.name ?? null)],
  ['remaining', (to, flow, end) => to.seconds(flow.timer(end)?.remaining ?? Number.NaN)],
];

export const END_TOTALS: readonly Field[] = [
  ['packets', (to, _, end) => to.integer(end.packets)],
  ['bytes', (to, _, end) => to.integer(end.bytes)],
];

export const END_DETAILS: readonly Field[] = [
  ['syn', (to, flow, end) => to.integer(flow.syns(end))],
  ['fin', (to, flow, end) => to.integer(flow.fins(end))],
  ['rst', (to, flow, end) => to.integer(flow.rsts(end))],
  anomaly('retransmissions', Anomaly.RETRANSMISSION),
  anomaly('outOfOrder', Anomaly.OUT_OF_ORDER),
  anomaly('duplicates', Anomaly.DUPLICATE),
  anomaly('duplicateAcks', Anomaly.DUPLICATE_ACK),
  anomaly('windowUpdates', Anomaly.WINDOW_UPDATE),
  anomaly('zeroWindows', Anomaly.ZERO_WINDOW),
  anomaly('keepAlives', Anomaly.KEEP_ALIVE),
  anomaly('windowProbes', Anomaly.WINDOW_PROBE),
  ['isn', (to, flow, end) => to.integer(flow.isn(end))],
  ['mss', (to, _, end) => to.integer(end.mss)],
  ['windowScale', (to, _, end) => to.integer(end.windowScale)],
  ['sackPermitted', (to, _, end) => to.flag(end.sackPermitted)],
  ['timestamps', (to, _, end) => to.flag(end.timestamps)],
  ['fastOpen', (to, _, end) => to.flag(end.fastOpenOption)],
  ['mptcp', (to, _, end) => to.flag(end.mptcp)],
  ['window', (to, flow, end) => to.integer(flow.window(end))],
];

export const CONNECTION: readonly Field[] = [
  ['handshake', (to, flow) => to.word(flow.handshake)],
  ['firstSeen', (to, flow) => to.time(flow.firstSeen)],
  ['lastSeen', (to, flow) => to.time(flow.lastSeen)],
  ['duration', (to, flow) => to.duration(flow.lastSeen - flow.firstSeen)],
  ['closedFirst', (to, flow) => to.word(flow.closedFirst)],
  ['closedBy', (to, flow) => to.word(flow.closedBy)],
];

export const ROUND_TRIPS: readonly Field[] = [
  ['handshakeServer', (to, flow) => to.seconds(flow.handshakeServer)],
  ['handshakeClient', (to, flow) => to.seconds(flow.handshakeClient)],
];

function anomaly(name: string, which: Anomaly): Field {
  return [name, (to, flow, end) => to.integer(flow.anomaly(end, which))];
}

function address(to: Values, flow: FlowCursor, end: Endpoint): void {
  if (flow.ipVersion === 4) to.ip4(flow.addressWord(end, 0));
  else to.word(flow.address(end));
}

const ends: Int32Array = new Int32Array(2 * END_WORDS);

function communityId(to: Values, flow: FlowCursor): void {
  putEnd(flow, flow.client, 0);
  putEnd(flow, flow.server, END_WORDS);
  to.communityId(ends, flow.ipVersion);
}

function putEnd(flow: FlowCursor, end: Endpoint, at: number): void {
  for (let word = 0; word < 4; word++) ends[at + word] = flow.addressWord(end, word);
  ends[at + 4] = flow.flow.port(end.half);
}
