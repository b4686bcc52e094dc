/** The eleven states of RFC 9293 §3.3.2, and every spelling of them that tools in the field use. */

/** In the order of a connection's life. */
export const STATES = [
  'CLOSED',
  'LISTEN',
  'SYN_SENT',
  'SYN_RCVD',
  'ESTABLISHED',
  'FIN_WAIT_1',
  'FIN_WAIT_2',
  'CLOSE_WAIT',
  'CLOSING',
  'LAST_ACK',
  'TIME_WAIT',
] as const;

export type State = (typeof STATES)[number];

/** A state as the tracker keeps it: its place in `STATES`, or `UNKNOWN`. */
export type StateCode = number;

/** The code of a state that the packets do not tell. */
export const UNKNOWN: StateCode = STATES.length;

/** The code of each state. */
export const StateCode: Readonly<Record<State, StateCode>> = {
  CLOSED: 0,
  LISTEN: 1,
  SYN_SENT: 2,
  SYN_RCVD: 3,
  ESTABLISHED: 4,
  FIN_WAIT_1: 5,
  FIN_WAIT_2: 6,
  CLOSE_WAIT: 7,
  CLOSING: 8,
  LAST_ACK: 9,
  TIME_WAIT: 10,
};

/** The state of a code; null for `UNKNOWN`. */
export function stateOfCode(code: StateCode): State | null {
  return STATES[code] ?? null;
}

/** Whose way of writing states. */
export const NAMINGS = ['rfc', 'linux', 'ss', 'bsd', 'windows'] as const;

export type Naming = (typeof NAMINGS)[number];

/**
 * How each tool prints each state: `rfc` as in this project's documents, `linux` netstat(8), `ss` ss(8), `bsd`
 * netstat(1) of BSD and macOS, `windows` netstat.exe.
 */
const SPELLINGS: Readonly<Record<State, Readonly<Record<Naming, string>>>> = {
  CLOSED: { rfc: 'CLOSED', linux: 'CLOSE', ss: 'UNCONN', bsd: 'CLOSED', windows: 'CLOSED' },
  LISTEN: { rfc: 'LISTEN', linux: 'LISTEN', ss: 'LISTEN', bsd: 'LISTEN', windows: 'LISTENING' },
  SYN_SENT: { rfc: 'SYN_SENT', linux: 'SYN_SENT', ss: 'SYN-SENT', bsd: 'SYN_SENT', windows: 'SYN_SENT' },
  SYN_RCVD: { rfc: 'SYN_RCVD', linux: 'SYN_RECV', ss: 'SYN-RECV', bsd: 'SYN_RCVD', windows: 'SYN_RECEIVED' },
  ESTABLISHED: { rfc: 'ESTABLISHED', linux: 'ESTABLISHED', ss: 'ESTAB', bsd: 'ESTABLISHED', windows: 'ESTABLISHED' },
  FIN_WAIT_1: { rfc: 'FIN_WAIT_1', linux: 'FIN_WAIT1', ss: 'FIN-WAIT-1', bsd: 'FIN_WAIT_1', windows: 'FIN_WAIT_1' },
  FIN_WAIT_2: { rfc: 'FIN_WAIT_2', linux: 'FIN_WAIT2', ss: 'FIN-WAIT-2', bsd: 'FIN_WAIT_2', windows: 'FIN_WAIT_2' },
  CLOSE_WAIT: { rfc: 'CLOSE_WAIT', linux: 'CLOSE_WAIT', ss: 'CLOSE-WAIT', bsd: 'CLOSE_WAIT', windows: 'CLOSE_WAIT' },
  CLOSING: { rfc: 'CLOSING', linux: 'CLOSING', ss: 'CLOSING', bsd: 'CLOSING', windows: 'CLOSING' },
  LAST_ACK: { rfc: 'LAST_ACK', linux: 'LAST_ACK', ss: 'LAST-ACK', bsd: 'LAST_ACK', windows: 'LAST_ACK' },
  TIME_WAIT: { rfc: 'TIME_WAIT', linux: 'TIME_WAIT', ss: 'TIME-WAIT', bsd: 'TIME_WAIT', windows: 'TIME_WAIT' },
};

/** Spellings that no naming prints but people type: older Windows texts, RFC 9293's long forms. */
const ALSO: Readonly<Record<string, State>> = {
  SYNSEND: 'SYN_SENT',
  SYNRECEIVED: 'SYN_RCVD',
  NEWSYNRECV: 'SYN_RCVD',
  FINWAIT: 'FIN_WAIT_1',
};

/** How `naming` writes `state`. */
export function spellState(state: State, naming: Naming = 'rfc'): string {
  return SPELLINGS[state][naming];
}

const squeeze = (text: string): string => text.toUpperCase().replaceAll(/[-_\s]/g, '');

const BY_SPELLING: ReadonlyMap<string, State> = new Map([
  ...Object.entries(ALSO),
  ...STATES.flatMap((state) => NAMINGS.map((naming) => [squeeze(SPELLINGS[state][naming]), state] as const)),
]);

/** The state that `text` names in any tool's spelling (`close-wait`, `CLOSEWAIT`, `FIN_WAIT1`, …), or null. */
export function parseState(text: string): State | null {
  return BY_SPELLING.get(squeeze(text)) ?? null;
}
