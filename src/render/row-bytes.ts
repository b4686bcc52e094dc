/** Writes rows of the table as plain lines, for pipes and files. */
import type { FlowRow } from '../conntrack/snapshot.ts';
import type { Column, View } from './columns.ts';
import { GAP, type Placed } from './layout.ts';
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

  constructor({ placed, view, sink }: RowWriterOptions) {
    const { cells, width } = cellsOf(placed);
    this.cells = cells;
    this.width = width;
    this.view = view;
    this.sink = sink;
  }

  header(): void {
    this.line(null);
  }

  row(row: FlowRow): void {
    this.line(row);
  }

  flush(): void {
    this.sink.flush();
  }

  /** The titles where there is no row. Cells stand on a line of spaces, of which those behind the last one are dropped. */
  private line(row: FlowRow | null): void {
    const { cells, view, sink, width } = this;
    const { out } = sink;
    const start = out.length;
    out.unseen = 0;
    out.blank(width);
    let end = start - 1;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      const { unseen } = out;
      const from = Math.max(end + 1, start + cell.at + unseen);
      out.length = from;
      if (row === null) out.text(cell.title);
      else cell.write(out, row, view);
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
  readonly title: string;
  /** Columns before it. */
  readonly at: number;
  /** How wide it is where it stands on the right; else 0. */
  readonly width: number;
  readonly write: Column['write'];
}

/** The cells of a line, and how many octets to have blank for it. */
function cellsOf(placed: readonly Placed[]): { cells: Cell[]; width: number } {
  let at = 0;
  const cells = placed.map(({ column: { title, align, write }, width }) => {
    const cell: Cell = { title, at, width: align === 'right' ? width : 0, write };
    at += width + GAP;
    return cell;
  });
  return { cells, width: at + SLACK };
}
