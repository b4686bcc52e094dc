/** Writes rows of the table as plain lines, for pipes and files. */
import type { FlowRow } from '../conntrack/snapshot.ts';
import type { View } from './columns.ts';
import { GAP, type Placed } from './layout.ts';
import type { RowWriter, RowWriterOptions } from './row-writer.ts';
import type { Sink } from './sink.ts';

export class RowBytes implements RowWriter {
  readonly #placed: readonly Placed[];
  readonly #view: View;
  readonly #sink: Sink;

  constructor({ placed, view, sink }: RowWriterOptions) {
    this.#placed = placed;
    this.#view = view;
    this.#sink = sink;
  }

  header(): void {
    this.#line(null);
  }

  row(row: FlowRow): void {
    this.#line(row);
  }

  flush(): void {
    this.#sink.flush();
  }

  /** The titles where there is no row. */
  #line(row: FlowRow | null): void {
    const placed = this.#placed;
    let owed = 0;
    for (let i = 0; i < placed.length; i++) owed = this.#cell(placed[i]!, row, owed);
    this.#sink.out.text('\n');
    this.#sink.settle();
  }

  /**
   * Writes a cell behind the spaces that are owed, and returns those owed after it: they are written only where something
   * follows, so that no line ends in them.
   */
  #cell({ column, width }: Placed, row: FlowRow | null, owed: number): number {
    const { out } = this.#sink;
    const start = out.length;
    out.unseen = 0;
    if (column.align === 'left') out.spaces(owed);
    const from = out.length;
    if (row === null) out.text(column.title);
    else column.write(out, row, this.#view);
    if (out.length === from) {
      out.clear(start);
      return owed + width + GAP;
    }
    const spare = width - (out.length - from - out.unseen);
    if (column.align === 'left') return spare + GAP;
    out.spacesAt(from, owed + spare);
    return GAP;
  }
}
