/** What a timeline is told from, and how: what every format of timelines gets. */
import type { Account, AccountLine } from '../../conntrack/account/lines.ts';
import type { Naming } from '../../conntrack/states.ts';
import { MarksUsed } from '../marks.ts';
import type { CaptureFacts } from '../report.ts';
import type { Theme } from '../tone.ts';
import { clock, type TimeMode } from './clock.ts';
import type { Wording } from './remark-words.ts';

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

/** How the moments of a ladder are told: in its column of times, asked line by line, and in the words below its lines. */
export interface Voice {
  readonly tick: (time: number) => string;
  readonly wording: Wording;
}

/** `digits` of a second. */
export function voiceOf({ lines }: Ladder, { times, capture, naming, theme }: Telling, digits: 3 | 6 = 6): Voice {
  const origin = lines[0]?.line.time ?? 0;
  // Of a moment to come, the difference to the line before would mean nothing.
  const at = clock(times === 'delta' ? 'relative' : times, capture.epoch, origin, digits);
  return {
    tick: clock(times, capture.epoch, origin, digits),
    wording: { naming, at, arrow: theme.glyphs.arrow },
  };
}

/** Which marks stand beside the states of a ladder. */
export function marksIn({ lines }: Ladder): MarksUsed {
  const marks = new MarksUsed();
  for (const { line } of lines) {
    for (const { moved, certainty } of [line.client, line.server]) if (moved) marks.note(certainty);
  }
  return marks;
}

/** Every ladder as `write` has it, with an empty line between them. */
export function* inTurn(
  telling: Telling,
  write: (ladder: Ladder, telling: Telling) => Iterable<string>,
): Generator<string> {
  for (const [i, ladder] of laddersOf(telling).entries()) {
    if (i > 0) yield '\n';
    yield* write(ladder, telling);
  }
}
