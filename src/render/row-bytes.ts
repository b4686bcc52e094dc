/** Writes rows of the table as plain lines, for pipes and files. */
import type { KeptRow } from '../conntrack/kept-row.ts';
import type { Column, View } from './columns.ts';
import { GAP, type Placed } from './layout.ts';
import { type Phrase, phraseOf } from './phrase.ts';
import type { RowWriter, RowWriterOptions } from './row-writer.ts';
import type { Sink } from './sink.ts';

const NEWLINE = 0x0a;
/** How far a line may go beyond its columns, where a text is longer than was foreseen. */
const SLACK = 16;

export class RowBytes implements RowWriter {
  private readonly cells: readonly Cell[];
  private readonly width: number;
  private readonly view: View;
  private readonly sink: Sink;
  /** By look: what the cells say that follow from it; null in place of the others. */
  private readonly said: (readonly (Phrase | null)[])[] = [];

  constructor({ placed, view, sink }: RowWriterOptions) {
    const { cells, width } = cellsOf(placed);
    this.cells = cells;
    this.width = width;
    this.view = view;
    this.sink = sink;
  }

  header(): void {
    this.line(
      null,
      this.cells.map(({ column: { title } }) => phraseOf(title)),
    );
  }

  row(row: KeptRow): void {
    this.line(row, this.said[row.look] ?? this.say(row));
  }

  flush(): void {
    this.sink.flush();
  }

  /** What is said of the look of the row, made once. */
  private say(row: KeptRow): readonly (Phrase | null)[] {
    const said = this.cells.map(({ column }) => (column.ofLook ? phraseOf(column.text(row, this.view)) : null));
    this.said[row.look] = said;
    return said;
  }

  /** Cells stand on a line of spaces, of which those behind the last one are dropped. What is not said is of the row. */
  private line(row: KeptRow | null, said: readonly (Phrase | null)[]): void {
    const { cells, view, sink, width } = this;
    const { out } = sink;
    const start = out.length;
    out.unseen = 0;
    out.blank(width);
    let end = start - 1;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      const phrase = said[i]!;
      const { unseen } = out;
      const { short } = cell;
      if (phrase === null && short !== null) {
        const place = short.placeOf(row!, view);
        const right = start + cell.at + cell.width + unseen;
        if (place >= 0 && short.texts.writeBefore(out, place, right, end)) {
          end = right;
          continue;
        }
      }
      const from = Math.max(end + 1, start + cell.at + unseen);
      out.length = from;
      if (phrase !== null) out.phrase(phrase);
      else cell.write(out, row!, view);
      if (out.length === from) continue;
      if (cell.width > 0) out.shift(from, cell.width - (out.length - from - (out.unseen - unseen)));
      end = out.length;
    }
    out.length = Math.max(start, end);
    out.octet(NEWLINE);
    sink.settle();
  }
}

/** A column as the loop over rows wants it: columns have more, and not all the same, which makes them slow to look into. */
interface Cell {
  readonly column: Column;
  /** Columns before it. */
  readonly at: number;
  /** How wide it is where it stands on the right; else 0. */
  readonly width: number;
  readonly write: Column['write'];
  /** Where it stands on the right and has short texts. */
  readonly short: NonNullable<Column['short']> | null;
}

/** The cells of a line, and how many octets to have blank for it. */
function cellsOf(placed: readonly Placed[]): { cells: Cell[]; width: number } {
  let at = 0;
  const cells = placed.map(({ column, width }) => {
    const right = column.align === 'right';
    const short = right ? (column.short ?? null) : null;
    const cell: Cell = { column, at, width: right ? width : 0, write: column.write, short };
    at += width + GAP;
    return cell;
  });
  return { cells, width: at + SLACK };
}
