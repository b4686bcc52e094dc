/** Writes rows of the table as plain lines, for pipes and files. */
import type { FlowRow } from '../conntrack/snapshot.ts';
import type { Column, View } from './columns.ts';
import { GAP, type Placed } from './layout.ts';
import type { OctetWriter } from './octet-writer.ts';
import type { RowWriter, RowWriterOptions } from './row-writer.ts';
import type { Sink } from './sink.ts';

export class RowBytes implements RowWriter {
  private readonly cells: readonly Cell[];
  private readonly view: View;
  private readonly sink: Sink;

  constructor({ placed, view, sink }: RowWriterOptions) {
    this.cells = placed.map(cellOf);
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

  /** The titles where there is no row. */
  private line(row: FlowRow | null): void {
    const { cells, view, sink } = this;
    const { out } = sink;
    let owed = 0;
    for (let i = 0; i < cells.length; i++) owed = writeCell(out, cells[i]!, row, view, owed);
    out.text('\n');
    sink.settle();
  }
}

/** A column as the loop over rows wants it: columns have more, and not all the same, which makes them slow to look into. */
interface Cell {
  readonly title: string;
  readonly isLeft: boolean;
  readonly width: number;
  readonly write: Column['write'];
}

function cellOf({ column, width }: Placed): Cell {
  return { title: column.title, isLeft: column.align === 'left', width, write: column.write };
}

/**
 * Writes a cell behind the spaces that are owed, and returns those owed after it: they are written only where something
 * follows, so that no line ends in them.
 */
function writeCell(out: OctetWriter, cell: Cell, row: FlowRow | null, view: View, owed: number): number {
  const { isLeft, width } = cell;
  const start = out.length;
  out.unseen = 0;
  if (isLeft) out.spaces(owed);
  const from = out.length;
  if (row === null) out.text(cell.title);
  else cell.write(out, row, view);
  if (out.length === from) {
    out.clear(start);
    return owed + width + GAP;
  }
  const spare = width - (out.length - from - out.unseen);
  if (isLeft) return spare + GAP;
  out.spacesAt(from, owed + spare);
  return GAP;
}
