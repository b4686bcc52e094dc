/** Draws rows of the table for a terminal: coloured, and shortened to its width. The only place that knows cli-table3. */
import Table from 'cli-table3';
import type { FlowRow } from '../conntrack/snapshot.ts';
import type { View } from './columns.ts';
import { GAP, type Placed } from './layout.ts';
import type { RowWriter, RowWriterOptions } from './row-writer.ts';
import { shorten } from './shorten.ts';
import type { Sink } from './sink.ts';
import type { Theme } from './tone.ts';

/** Rows drawn at a time, so that a long table appears at once and needs no memory. */
const ROWS_AT_A_TIME = 64;

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

export class Grid implements RowWriter {
  readonly #placed: readonly Placed[];
  readonly #view: View;
  readonly #theme: Theme;
  readonly #sink: Sink;
  #cells: string[][] = [];

  constructor({ placed, view, theme, sink }: RowWriterOptions) {
    this.#placed = placed;
    this.#view = view;
    this.#theme = theme;
    this.#sink = sink;
  }

  header(): void {
    this.#cells.push(this.#placed.map(({ column }) => this.#theme.paint('title', column.title)));
  }

  row(row: FlowRow): void {
    this.#cells.push(
      this.#placed.map(({ column, width }) => {
        const text = shorten(column.text(row, this.#view), width, this.#view.glyphs.ellipsis, column.cut);
        return this.#theme.paint(column.tone?.(row) ?? 'plain', text);
      }),
    );
    if (this.#cells.length === ROWS_AT_A_TIME) this.flush();
  }

  /** Draws what has been collected. */
  flush(): void {
    if (this.#cells.length === 0) return;
    const table = new Table({
      chars: NO_BORDERS,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      colWidths: this.#placed.map(({ width }) => width),
      colAligns: this.#placed.map(({ column }) => column.align),
    });
    table.push(...this.#cells);
    this.#cells = [];
    for (const line of table.toString().split('\n')) this.#sink.text(`${line.trimEnd()}\n`);
    this.#sink.flush();
  }
}
