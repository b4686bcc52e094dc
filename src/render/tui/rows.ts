/** The table of connections: its columns as everywhere, with a mark in front of the row that keys act on. */
import type { EndpointRow, FlowRow } from '../../conntrack/snapshot.ts';
import { type Column, columnsOf, type View } from '../columns.ts';
import { SEVERITY_TONES } from '../finding-lines.ts';
import { measured, type Placed, place, type Widths } from '../layout.ts';
import { shorten } from '../shorten.ts';
import type { Sides } from '../sides.ts';
import type { Theme } from '../tone.ts';
import type { ScreenRow } from './picture.ts';

/** How long a change of state is highlighted (nanoseconds). */
const FRESH = 2e9;
const SELECTED = '>';
const CHANGED = '*';
const TROUBLED = '!';

/** From this width on, ages and timers are shown before whole addresses; below it, both ends and their states are all. */
const NARROW = 76;
/** The rank of the column of timers, behind that of ages. */
const TIMER_RANK = 2;
/** From this width on, cells stand further apart. */
const ROOMY = 100;

const COLUMNS_OF = new WeakMap<Sides, readonly Column[]>();

/** The columns of `analyze`, with what was sent again among the notes. */
function screenColumns(sides: Sides): readonly Column[] {
  let columns = COLUMNS_OF.get(sides);
  if (columns === undefined) {
    columns = columnsOf(sides).map((column) =>
      column.key === 'notes' ? { ...column, text: (row, view) => remarks(row, column.text(row, view)) } : column,
    );
    COLUMNS_OF.set(sides, columns);
  }
  return columns;
}

function remarks({ retransmitted }: FlowRow, notes: string): string {
  if (!retransmitted) return notes;
  return notes === '' ? 'retransmitted' : `retransmitted, ${notes}`;
}

/** Widths that the rows need, and those before have needed. */
export function widthsFor(rows: readonly FlowRow[], sides: Sides, view: View, before: Widths): Widths {
  return measured(rows, view, screenColumns(sides), before);
}

export interface RowsStyle {
  readonly view: View;
  readonly theme: Theme;
  readonly columns: number;
  readonly widths: Widths;
  readonly sides: Sides;
}

/** A heading, and a line for each row. */
export function rowLines(rows: readonly ScreenRow[], selected: number | null, style: RowsStyle): string[] {
  const gap = style.columns < ROOMY ? 1 : 2;
  const gutter = 1 + gap;
  const placed = place(style.widths, style.columns - gutter, { gap, kept: style.columns < NARROW ? 0 : TIMER_RANK });
  const titles = placed.map(({ column, width }) => pad(column.title, width, column)).join(' '.repeat(gap));
  const heading = style.theme.paint('title', `${' '.repeat(gutter)}${titles}`.trimEnd());
  return [heading, ...rows.map((row) => line(row, row.id === selected, placed, gap, style))];
}

function line(
  row: ScreenRow,
  selected: boolean,
  placed: readonly Placed[],
  gap: number,
  { view, theme, sides }: RowsStyle,
): string {
  const fresh = { 'first-state': isFresh(sides.first(row), view), 'second-state': isFresh(sides.second(row), view) };
  const mark = selected ? SELECTED : fresh['first-state'] || fresh['second-state'] ? CHANGED : ' ';
  const cells = placed.map(({ column, width }) => {
    const text = pad(shorten(column.text(row, view), width, view.glyphs.ellipsis, column.cut), width, column);
    if (selected) return text;
    const painted = theme.paint(column.tone?.(row) ?? 'plain', text);
    return column.key in fresh && fresh[column.key as keyof typeof fresh] ? theme.paint('changed', painted) : painted;
  });
  // In front of all: what keys act on or has changed, and what is wrong, within as many columns as cells are apart and one.
  const trouble = troubleMark(row).padEnd(gap);
  const painted = row.trouble === null || selected ? trouble : theme.paint(SEVERITY_TONES[row.trouble], trouble);
  const whole = `${mark}${painted}${cells.join(' '.repeat(gap))}`;
  return selected ? theme.paint('selected', whole) : whole.trimEnd();
}

/** What is only worth knowing is no trouble. */
function troubleMark({ trouble }: ScreenRow): string {
  return trouble === null || trouble === 'info' ? ' ' : TROUBLED;
}

function pad(text: string, width: number, { align }: Column): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

/** Whether the endpoint has entered its state a moment ago. */
function isFresh({ since }: EndpointRow, { end }: View): boolean {
  return since !== null && end - since < FRESH;
}
