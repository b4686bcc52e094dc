/**
 * The fields of a flow in the machine-readable output, as data: names and meanings that other programs rely on
 * (docs/output.schema.json), written straight from where the tracker keeps them.
 */
import { Anomaly } from '../conntrack/anomalies.ts';
import type { Endpoint } from '../conntrack/endpoint.ts';
import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import { closerIn, endingIn, handshakeIn } from '../conntrack/outcome.ts';
import { since } from '../conntrack/sort-keys.ts';
import { stateOfCode } from '../conntrack/states.ts';
import { END_WORDS } from './community-id.ts';
import type { Values } from './values.ts';

/** `end` is one of the flow's two, for fields of an endpoint. */
export type Field = readonly [name: string, write: (to: Values, flow: FlowCursor, end: Endpoint) => void];

/** Fields that follow from one number, which few flows do not share: their text is written as it was the last time. */
export interface Run {
  readonly fields: readonly Field[];
  /** The number; null where they follow from more. */
  readonly key: (flow: FlowCursor, end: Endpoint) => number | null;
}

export const IDENTITY: readonly Field[] = [
  ['id', (to, flow) => to.integer(flow.flow.number)],
  ['incarnation', (to, flow) => to.integer(flow.flow.incarnation)],
  ['communityId', communityId],
  ['ipVersion', (to, flow) => to.integer(flow.ipVersion)],
];

export const END_STATE: readonly (Field | Run)[] = [
  ['address', address],
  ['port', (to, flow, end) => to.integer(flow.flow.port(end.half))],
  {
    fields: [
      ['state', (to, _, end) => to.word(stateOfCode(end.state))],
      ['certainty', (to, flow, end) => to.word(flow.certainty(end))],
    ],
    key: (flow, end) => (flow.sure(end) << 4) | end.state,
  },
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

/** What it sent: the flags, and what does not happen in a smooth connection. */
export const END_COUNTS: Run = {
  fields: [
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
  ],
  key: (flow, end) => (flow.isSmooth ? end.counts : null),
};

export const ISN: Field = ['isn', (to, flow, end) => to.integer(flow.isn(end))];

/** The options of its SYN: their values, and which it carried. */
export const OPTION_VALUES: readonly Field[] = [
  ['mss', (to, _, end) => to.integer(end.mss)],
  ['windowScale', (to, _, end) => to.integer(end.windowScale)],
];
export const OPTION_FLAGS: readonly Field[] = [
  ['sackPermitted', (to, _, end) => to.flag(end.sackPermitted)],
  ['timestamps', (to, _, end) => to.flag(end.timestamps)],
  ['fastOpen', (to, _, end) => to.flag(end.fastOpenOption)],
  ['mptcp', (to, _, end) => to.flag(end.mptcp)],
];

/** Those fields of the options. */
export function optionRun(fields: readonly Field[]): Run {
  return { fields, key: (_, end) => end.options };
}

export const WINDOW: Field = ['window', (to, flow, end) => to.integer(flow.window(end))];

export const CONNECTION: readonly (Field | Run)[] = [
  { fields: [['handshake', (to, flow) => to.word(flow.handshake)]], key: (flow) => handshakeIn(flow.outcome) },
  ['firstSeen', (to, flow) => to.time(flow.firstSeen)],
  ['lastSeen', (to, flow) => to.time(flow.lastSeen)],
  ['duration', (to, flow) => to.duration(flow.lastSeen - flow.firstSeen)],
  {
    fields: [
      ['closedFirst', (to, flow) => to.word(flow.closedFirst)],
      ['closedBy', (to, flow) => to.word(flow.closedBy)],
    ],
    key: (flow) => (closerIn(flow.outcome) << 2) | endingIn(flow.outcome),
  },
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
