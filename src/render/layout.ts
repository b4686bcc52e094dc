/** Which columns a table has and how wide they are: decided once, before its first row. */
import type { FlowRow } from '../conntrack/snapshot.ts';
import { COLUMNS, type Column, type View } from './columns.ts';

/** A column with its width. */
export interface Placed {
  readonly column: Column;
  readonly width: number;
}

export interface LayoutOptions {
  /** The terminal's columns; Infinity for whole lines. */
  readonly columns: number;
  /** Whether any row is IPv6; used where `rows` is null. */
  readonly ipVersion: 4 | 6;
  /** Every row of the table, to be measured; null where they are too many. */
  readonly rows: Iterable<FlowRow> | null;
}

/** How wide each column is, or would like to be; one that is not there has nothing to show. */
export type Widths = ReadonlyMap<Column, number>;

/** Columns between two cells, usually. */
export const GAP = 2;

/** How cells are placed. */
export interface Manner {
  /** Columns between two cells. */
  readonly gap: number;
  /** Columns up to this rank are kept, whatever room there is. */
  readonly kept: number;
}

const USUAL: Manner = { gap: GAP, kept: 0 };

/** The columns of a table of connections, with the widths that they get. */
export function layOut(view: View, { columns, ipVersion, rows }: LayoutOptions): readonly Placed[] {
  return place(rows === null ? widest(view, ipVersion) : measured(rows, view, COLUMNS), columns);
}

/**
 * Columns get room by rank. Notes are shortened rather than left out, and what is left over is theirs; addresses are
 * shortened only where not even the columns that are kept fit.
 */
export function place(full: Widths, columns: number, manner: Manner = USUAL): readonly Placed[] {
  const widths = columns === Infinity ? full : fitted(full, columns, manner);
  return [...full.keys()].flatMap((column) => {
    const width = widths.get(column);
    return width === undefined ? [] : [{ column, width }];
  });
}

/** Room for the longest text that a column can hold. */
function widest(view: View, ipVersion: 4 | 6): Widths {
  return new Map(
    COLUMNS.map((column) => [column, Math.max(column.title.length, column.widest(view, ipVersion))] as const),
  );
}

/** Room for the texts that there are, and for what needed room `before`; a column without any is left out. */
export function measured(
  rows: Iterable<FlowRow>,
  view: View,
  columns: readonly Column[],
  before: Widths = new Map(),
): Widths {
  const longest = columns.map((column) => before.get(column) ?? 0);
  for (const row of rows) {
    for (let i = 0; i < columns.length; i++) {
      const { length } = columns[i]!.text(row, view);
      if (length > longest[i]!) longest[i] = length;
    }
  }
  const widths = new Map<Column, number>();
  for (const [i, column] of columns.entries()) {
    if (longest[i]! > 0) widths.set(column, Math.max(column.title.length, longest[i]!));
  }
  return widths;
}

/** The widths of what fits into so many columns. */
function fitted(full: Widths, columns: number, { gap, kept }: Manner): Widths {
  const widths = new Map<Column, number>();
  let room = columns + gap;
  for (const rank of new Set([...full.keys()].map((column) => column.rank).sort((a, b) => a - b))) {
    const together = [...full.keys()].filter((column) => column.rank === rank);
    const needed = together.map((column) => (rank <= kept ? full.get(column)! : leastOf(column, full)));
    const sum = needed.reduce((total, width) => total + width + gap, 0);
    if (rank > kept && sum > room) continue;
    for (const [i, column] of together.entries()) widths.set(column, needed[i]!);
    room -= sum;
  }
  return room < 0 ? squeezed(widths, -room) : stretched(widths, full, room);
}

function leastOf(column: Column, full: Widths): number {
  return Math.min(full.get(column)!, column.least ?? Infinity);
}

/** Takes `missing` from the columns that may be shortened, the widest first. */
function squeezed(widths: Map<Column, number>, missing: number): Widths {
  for (let left = missing; left > 0; left--) {
    let target: Column | null = null;
    for (const [column, width] of widths) {
      if (width > (column.least ?? Infinity) && (target === null || width > widths.get(target)!)) target = column;
    }
    if (target === null) return widths;
    widths.set(target, widths.get(target)! - 1);
  }
  return widths;
}

/** Gives `room` to the columns that were shortened. */
function stretched(widths: Map<Column, number>, full: Widths, room: number): Widths {
  let left = room;
  for (const [column, width] of widths) {
    const more = Math.min(left, full.get(column)! - width);
    widths.set(column, width + more);
    left -= more;
  }
  return widths;
}
