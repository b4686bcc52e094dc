/** What the screen shows of one moment. */
import type { Account } from '../../conntrack/account/lines.ts';
import type { FactSnapshot } from '../../conntrack/evidence.ts';
import type { Finding, Severity, SocketProcess } from '../../conntrack/findings/finding.ts';
import type { FlowRow, FlowSnapshot, Transition } from '../../conntrack/snapshot.ts';
import type { State } from '../../conntrack/states.ts';
import type { CaptureFacts, Totals } from '../report.ts';
import type { Sides } from '../sides.ts';

/** Flows with these states at the end that stands first and at the other, now and before. */
export interface PairTrend {
  readonly first: State | null;
  readonly second: State | null;
  readonly flows: number;
  /** One number a second, oldest first; the last is the latest. */
  readonly history: readonly number[];
}

/** How much passes: in the latest whole second, and in those before it, oldest first. */
export interface Rate {
  readonly now: number;
  readonly history: readonly number[];
}

/** What a recorder says of itself; null where the capture is not live. */
export interface Recording {
  readonly recorder: string;
  readonly droppedKernel: number;
  readonly droppedInterface: number;
  /** What it cannot tell: sentences. */
  readonly limits: readonly string[];
}

/** Everything that is known of one connection. */
export interface Detail {
  /** Null where it was let go meanwhile: only its row is left. */
  readonly flow: FlowSnapshot | null;
  readonly row: FlowRow;
  readonly facts: readonly FactSnapshot[];
  /** Of both ends, oldest first. */
  readonly history: readonly Transition[];
  /** Segment by segment since it is looked at; null where it was let go before. */
  readonly account: Account | null;
  /** Of this host, which hold its ends; null for none that is known. */
  readonly processes: Readonly<Record<'client' | 'server', SocketProcess | null>>;
}

/** A row of the table of connections. */
export interface ScreenRow extends FlowRow {
  /** How grave it is what is wrong with it; null for nothing. */
  readonly trouble: Severity | null;
}

export interface Picture {
  readonly capture: CaptureFacts;
  readonly totals: Totals;
  readonly recording: Recording | null;
  readonly packets: Rate;
  readonly bits: Rate;
  /** The capture has come to its end; nothing more will happen. */
  readonly ended: boolean;
  readonly sides: Sides;
  /** Most frequent first. */
  readonly pairs: readonly PairTrend[];
  /** Connections in each of `TABS`. */
  readonly tabs: readonly number[];
  /** Connections that the tab and the filter let pass. */
  readonly matching: number;
  /** The numbers of the first of them, in order: those that can be scrolled to. */
  readonly ids: readonly number[];
  /** Those in view. */
  readonly rows: readonly ScreenRow[];
  /** Of the connection that is looked at. */
  readonly detail: Detail | null;
  /** What is wrong, heaviest first, as it was found last; null before all connections have been looked at once. */
  readonly findings: readonly Finding[] | null;
}
