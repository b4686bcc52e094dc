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

type Widths = Map<Column, number>;

/** Columns between two cells. */
export const GAP = 2;

/**
 * Columns get room by rank. Notes are shortened rather than left out, and what is left over is theirs; addresses are
 * shortened only where not even the columns of rank 0 fit.
 */
export function layOut(view: View, { columns, ipVersion, rows }: LayoutOptions): readonly Placed[] {
  const full = rows === null ? widest(view, ipVersion) : measured(rows, view);
  const widths = columns === Infinity ? full : fitted(full, columns);
  return COLUMNS.filter((column) => widths.has(column)).map((column) => ({
    column,
    width: widths.get(column)!,
  }));
}

/** Room for the longest text that a column can hold. */
function widest(view: View, ipVersion: 4 | 6): Widths {
  return new Map(
    COLUMNS.map((column) => [column, Math.max(column.title.length, column.widest(view, ipVersion))] as const),
  );
}

/** Room for the texts that there are; a column without any is left out. */
function measured(rows: Iterable<FlowRow>, view: View): Widths {
  const longest = COLUMNS.map(() => 0);
  for (const row of rows) {
    for (let i = 0; i < COLUMNS.length; i++) {
      const { length } = COLUMNS[i]!.text(row, view);
      if (length > longest[i]!) longest[i] = length;
    }
  }
  const widths: Widths = new Map();
  for (const [i, column] of COLUMNS.entries()) {
    if (longest[i]! > 0) widths.set(column, Math.max(column.title.length, longest[i]!));
  }
  return widths;
}

/** The widths of what fits into so many columns. */
function fitted(full: Widths, columns: number): Widths {
  const widths: Widths = new Map();
  let room = columns + GAP;
  for (const rank of new Set([...full.keys()].map((column) => column.rank).sort((a, b) => a - b))) {
    const together = [...full.keys()].filter((column) => column.rank === rank);
    const needed = together.map((column) => (rank === 0 ? full.get(column)! : leastOf(column, full)));
    const sum = needed.reduce((total, width) => total + width + GAP, 0);
    if (rank > 0 && sum > room) continue;
    for (const [i, column] of together.entries()) widths.set(column, needed[i]!);
    room -= sum;
  }
  return room < 0 ? squeezed(widths, -room) : stretched(widths, full, room);
}

function leastOf(column: Column, full: Widths): number {
  return Math.min(full.get(column)!, column.least ?? Infinity);
}

/** Takes `missing` from the columns that may be shortened, the widest first. */
function squeezed(widths: Widths, missing: number): Widths {
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
function stretched(widths: Widths, full: Widths, room: number): Widths {
  let left = room;
  for (const [column, width] of widths) {
    const more = Math.min(left, full.get(column)! - width);
    widths.set(column, width + more);
    left -= more;
  }
  return widths;
}
