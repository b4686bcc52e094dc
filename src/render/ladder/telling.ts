/** What a timeline is told from, and how: what every format of timelines gets. */
import type { Account, AccountLine } from '../../conntrack/account/lines.ts';
import type { Naming } from '../../conntrack/states.ts';
import type { CaptureFacts } from '../report.ts';
import type { Theme } from '../tone.ts';
import type { TimeMode } from './clock.ts';

export interface Telling {
  readonly capture: CaptureFacts;
  /** In the order in which they are told. */
  readonly accounts: readonly Account[];
  readonly times: TimeMode;
  /** All connections in one ladder, by time. */
  readonly merge: boolean;
  readonly naming: Naming;
  readonly theme: Theme;
  /** The terminal's columns. */
  readonly columns: number;
}

/** A line of an account among those of others. */
export interface Told {
  readonly account: Account;
  readonly line: AccountLine;
}

/** Lines that are drawn as one ladder. */
export interface Ladder {
  readonly accounts: readonly Account[];
  readonly lines: readonly Told[];
}

/** A format of timelines: pieces of text that make the whole. */
export interface LadderFormat {
  write(telling: Telling): Iterable<string>;
}

/** One ladder a connection, or one of all. */
export function laddersOf({ accounts, merge }: Telling): Ladder[] {
  const told = (account: Account): Told[] => account.lines.map((line) => ({ account, line }));
  if (!merge) return accounts.map((account) => ({ accounts: [account], lines: told(account) }));
  const lines = accounts.flatMap(told).sort((a, b) => a.line.time - b.line.time || rank(a) - rank(b));
  const inOrder = accounts.toSorted((a, b) => a.flow.id - b.flow.id);
  return accounts.length === 0 ? [] : [{ accounts: inOrder, lines }];
}

/** A segment stands before what it means for another connection. */
function rank({ line }: Told): number {
  return line.kind === 'event' ? 1 : 0;
}

/** How a moment to come is told: a difference to the line before would mean nothing. */
export function momentsOf({ times }: Telling): TimeMode {
  return times === 'delta' ? 'relative' : times;
}
