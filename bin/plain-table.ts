/** A small table, as wide as its cells. */

/** @param rows the first is the head */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)));
  const line = (cells: readonly string[]): string => cells.map((cell, i) => cell.padEnd(widths[i]!)).join('  ');
  return rows.map((cells) => `${line(cells).trimEnd()}\n`).join('');
}
