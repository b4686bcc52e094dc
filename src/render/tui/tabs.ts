/** The tabs of the screen: connections by the states of their ends. */
import { StateCode as Code, type StateCode, UNKNOWN } from '../../conntrack/states.ts';

export interface Tab {
  readonly name: string;
  /** Bits of state codes, of which either end must have one; null for all. */
  readonly states: number | null;
}

const bits = (...codes: readonly StateCode[]): number => codes.reduce((mask, code) => mask | (1 << code), 0);

/** The first is chosen by key 1, and so on. */
export const TABS: readonly Tab[] = [
  { name: 'all', states: null },
  { name: 'syn', states: bits(Code.SYN_SENT, Code.SYN_RCVD) },
  { name: 'estab', states: bits(Code.ESTABLISHED) },
  { name: 'fin1', states: bits(Code.FIN_WAIT_1) },
  { name: 'fin2', states: bits(Code.FIN_WAIT_2) },
  { name: 'close-wait', states: bits(Code.CLOSE_WAIT) },
  { name: 'last-ack', states: bits(Code.LAST_ACK, Code.CLOSING) },
  { name: 'time-wait', states: bits(Code.TIME_WAIT) },
  { name: 'closed', states: bits(Code.CLOSED) },
];

const CLOSED_TAB: Tab = TABS.at(-1)!;
const OVER = bits(Code.CLOSED, UNKNOWN);

/** Whether nothing is left of a connection with these states at its ends. */
export function isOver(one: StateCode, other: StateCode): boolean {
  return (((1 << one) | (1 << other)) & ~OVER) === 0;
}

/** Whether a tab shows a connection; those of which nothing is left are shown like those that were let go. */
export function shows(tab: Tab, one: StateCode, other: StateCode, closedToo: boolean): boolean {
  if (isOver(one, other)) return showsLetGo(tab, closedToo);
  return tab.states === null || (((1 << one) | (1 << other)) & tab.states) !== 0;
}

/** Whether a tab shows those that were let go. */
export function showsLetGo(tab: Tab, closedToo: boolean): boolean {
  return tab === CLOSED_TAB || (closedToo && tab.states === null);
}
