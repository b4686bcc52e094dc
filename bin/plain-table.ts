/** A small table, as wide as its cells, or as the terminal where that is narrower. */
import { isTerminal, STDOUT, terminalColumns } from '../src/render/terminal.ts';
import { wrapText } from '../src/render/wrap.ts';

/** A column that is narrower than this is hard to read. */
const LEAST_COLUMN = 14;
const BETWEEN = '  ';

/** @param rows the first is the head */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]!.map((_, i) => rows.map((cells) => cells[i]!));
  const widths = narrowed(columns.map(widest), columns.map(longestWord));
  return rows.flatMap((cells) => lines(cells, widths)).join('');
}

const widest = (cells: readonly string[]): number => Math.max(...cells.map(({ length }) => length));
const longestWord = (cells: readonly string[]): number => widest(cells.flatMap((cell) => cell.split(' ')));

/** Takes from the widest columns until all fit: first as far as words stay whole, then from the one that says most. */
function narrowed(widths: readonly number[], words: readonly number[]): number[] {
  const columns = isTerminal(STDOUT) ? terminalColumns(STDOUT) : Number.POSITIVE_INFINITY;
  const room = columns - BETWEEN.length * (widths.length - 1);
  const most = widths.indexOf(Math.max(...widths));
  const few = words.with(most, Math.min(words[most]!, LEAST_COLUMN));
  return shrunk(shrunk(widths, words, room), few, room);
}

function shrunk(widths: readonly number[], leasts: readonly number[], room: number): number[] {
  const narrow = [...widths];
  for (let excess = narrow.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess--) {
    const spare = narrow.map((width, i) => (width > leasts[i]! ? width : 0));
    const most = Math.max(...spare);
    if (most === 0) break;
    narrow[spare.indexOf(most)]!--;
  }
  return narrow;
}

/** A row, as many lines as its longest cell needs. */
function lines(cells: readonly string[], widths: readonly number[]): string[] {
  const broken = cells.map((cell, i) => wrapText(cell, widths[i]!));
  const height = Math.max(...broken.map(({ length }) => length));
  return Array.from({ length: height }, (_, i) => {
    const line = broken.map((parts, column) => (parts[i] ?? '').padEnd(widths[column]!)).join(BETWEEN);
    return `${line.trimEnd()}\n`;
  });
}
