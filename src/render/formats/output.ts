/** What every output format is told, and what it does with it. */

import type { ProcessOf } from '../../conntrack/findings/finding.ts';
import type { CaptureQuality } from '../../conntrack/findings/rule.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { LiveFlows } from '../../conntrack/live-flows.ts';
import type { Transition } from '../../conntrack/snapshot.ts';
import type { Naming } from '../../conntrack/states.ts';
import type { Choice } from '../chosen-lines.ts';
import type { CaptureFacts, Totals } from '../report.ts';
import type { RowWriter, RowWriterOptions } from '../row-writer.ts';
import type { Theme } from '../tone.ts';

/** What the user asked for. Without an order the table shows first what needs attention, the others write as flows end. */
export interface Job extends Choice {
  readonly transitions: boolean;
  /**
   * Whether every transition is told when it becomes known, of the flows that the filter lets pass as they are then, and not
   * together with flows that are told in another order; and so is every finding.
   */
  readonly atOnce: boolean;
  readonly table: TableStyle;
  /** Which processes of this host hold the connections; null where they are none of this host. */
  readonly processOf: ProcessOf | null;
}

export interface TableStyle {
  readonly naming: Naming;
  readonly theme: Theme;
  /** Columns of the terminal; Infinity for whole lines. */
  readonly columns: number;
  /** Whether the header, the lines above the table and those below it are printed. */
  readonly header: boolean;
  readonly rows: (options: RowWriterOptions) => RowWriter;
}

/** One run of a format. Calls come in this order: `begin` once, then flows and transitions as they become known, then `end`. */
export interface Output {
  begin(capture: CaptureFacts): void;
  /** A flow is let go; the cursor is valid during the call. */
  flow(flow: FlowCursor): void;
  /** Asked for where transitions are wanted as they become known. */
  readonly transition: ((transition: Transition, flow: FlowCursor) => void) | null;
  /**
   * Tells what is wrong as it becomes known; asked for where that is wanted, after each batch. With `flows` it may look at some of them;
   * true when it has looked at all.
   */
  readonly findings: ((capture: () => CaptureQuality, flows: LiveFlows | null) => boolean) | null;
  /** Everything that the input held so far has been taken in. */
  pause(): void;
  end(capture: CaptureFacts, totals: Totals): void;
}

/** A format: what is known of it without loading it. */
export interface Format {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  readonly takesTransitions: boolean;
  /** Whether it tells findings, whose evidence is the frame that showed each fact. */
  readonly tellsFindings: boolean;
  /** Whether it writes while the capture is read. */
  readonly streams: boolean;
  readonly load: () => Promise<{ open(job: Job): Output }>;
}
