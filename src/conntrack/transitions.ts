/** The state machine of RFC 9293 §3.3.2 (figure 5) as data: what moves an endpoint from which state to which, and where that is written. */
import { CLOSE_CAUSES } from './facts.ts';
import { StateCode as Code, STATES, type State, type StateCode, UNKNOWN } from './states.ts';

const EXCHANGES = [
  'sent SYN',
  'sent SYN+ACK',
  'received SYN+ACK',
  'received ACK of SYN',
  'first seen open',
  'sent FIN',
  'received ACK of FIN',
  'received FIN',
  'received FIN and ACK of FIN',
] as const;

/** What happens to an endpoint, in the words in which a transition's cause is printed. */
export type EventName = (typeof EXCHANGES)[number] | (typeof CLOSE_CAUSES)[number];

export const EVENTS: readonly EventName[] = [...EXCHANGES, ...CLOSE_CAUSES];

type Row = readonly [from: State | null, on: EventName, to: State, section: string];

const OPENING: readonly Row[] = [
  ['CLOSED', 'sent SYN', 'SYN_SENT', 'RFC 9293 §3.10.1 OPEN'],
  [null, 'sent SYN', 'SYN_SENT', 'RFC 9293 §3.10.1 OPEN'],
  ['LISTEN', 'sent SYN+ACK', 'SYN_RCVD', 'RFC 9293 §3.10.7.2 third: SYN'],
  ['SYN_SENT', 'sent SYN+ACK', 'SYN_RCVD', 'RFC 9293 §3.10.7.3 fourth: SYN, simultaneous open'],
  ['SYN_SENT', 'received SYN+ACK', 'ESTABLISHED', 'RFC 9293 §3.10.7.3 fourth: SYN'],
  ['SYN_RCVD', 'received ACK of SYN', 'ESTABLISHED', 'RFC 9293 §3.10.7.4 fifth: ACK'],
  [null, 'first seen open', 'ESTABLISHED', 'inferred: the capture began later'],
];

const CLOSING: readonly Row[] = [
  ['SYN_RCVD', 'sent FIN', 'FIN_WAIT_1', 'RFC 9293 §3.10.4 CLOSE, SYN-RECEIVED; RFC 7413'],
  ['ESTABLISHED', 'sent FIN', 'FIN_WAIT_1', 'RFC 9293 §3.10.4 CLOSE'],
  ['CLOSE_WAIT', 'sent FIN', 'LAST_ACK', 'RFC 9293 §3.10.4 CLOSE'],
  ['FIN_WAIT_1', 'received ACK of FIN', 'FIN_WAIT_2', 'RFC 9293 §3.10.7.4 fifth: ACK'],
  ['CLOSING', 'received ACK of FIN', 'TIME_WAIT', 'RFC 9293 §3.10.7.4 fifth: ACK'],
  ['LAST_ACK', 'received ACK of FIN', 'CLOSED', 'RFC 9293 §3.10.7.4 fifth: ACK'],
  ['ESTABLISHED', 'received FIN', 'CLOSE_WAIT', 'RFC 9293 §3.10.7.4 eighth: FIN'],
  ['FIN_WAIT_1', 'received FIN', 'CLOSING', 'RFC 9293 §3.10.7.4 eighth: FIN'],
  ['FIN_WAIT_2', 'received FIN', 'TIME_WAIT', 'RFC 9293 §3.10.7.4 eighth: FIN'],
  [
    'FIN_WAIT_1',
    'received FIN and ACK of FIN',
    'TIME_WAIT',
    'RFC 9293 §3.10.7.4 eighth: FIN, if our FIN has been ACKed',
  ],
  ['TIME_WAIT', '2MSL elapsed', 'CLOSED', 'RFC 9293 §3.4.2, §3.10.8'],
  ['TIME_WAIT', 'RST in TIME_WAIT', 'CLOSED', 'RFC 9293 §3.10.7.4 second: RST; the hazard of RFC 1337'],
];

/** States in which an endpoint has a connection to lose. */
const ALIVE: readonly State[] = STATES.filter((state) => state !== 'CLOSED' && state !== 'LISTEN');

const ENDING: readonly Row[] = [
  ...ALIVE.flatMap((state): Row[] => [
    [state, 'sent RST', 'CLOSED', 'RFC 9293 §3.10.5 ABORT, §3.5.2'],
    [state, 'received RST', 'CLOSED', 'RFC 9293 §3.10.7.4 second: RST; RFC 5961 §3.2'],
    [state, 'replaced by a new connection', 'CLOSED', 'RFC 9293 §3.6.1; RFC 6191'],
  ]),
  [null, 'sent RST', 'CLOSED', 'RFC 9293 §3.10.7.1'],
  [null, 'received RST', 'CLOSED', 'inferred: the capture began later'],
  ['SYN_SENT', 'connection refused', 'CLOSED', 'RFC 9293 §3.10.7.3 second: RST'],
  ['SYN_SENT', 'gave up', 'CLOSED', 'RFC 9293 §3.8.3 R2; tcp_syn_retries'],
  ['SYN_RCVD', 'gave up', 'CLOSED', 'RFC 9293 §3.8.3 R2; tcp_synack_retries'],
];

/** Every move that an endpoint can make; a pair of state and event that is not listed moves nothing. */
export const TRANSITIONS: readonly Row[] = [...OPENING, ...CLOSING, ...ENDING];

const NEXT: Uint8Array = new Uint8Array((UNKNOWN + 1) * EVENTS.length).fill(0xff);
for (const [from, on, to] of TRANSITIONS) {
  NEXT[(from === null ? UNKNOWN : Code[from]) * EVENTS.length + EVENTS.indexOf(on)] = Code[to];
}

/** Where the event takes an endpoint in `state`, or `state` itself where it moves nothing. */
export function nextState(state: StateCode, on: EventName): StateCode {
  const next = NEXT[state * EVENTS.length + EVENTS.indexOf(on)]!;
  return next === 0xff ? state : next;
}

/** Where it is written that the event takes an endpoint from one state to the other; null where it is not. */
export function sectionOf(from: State | null, on: string, to: State | null): string | null {
  return TRANSITIONS.find((row) => row[0] === from && row[1] === on && row[2] === to)?.[3] ?? null;
}
