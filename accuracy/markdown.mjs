/** Pieces of Markdown. */

/** A bar inside a cell would end the cell. */
const cells = (row) => `| ${row.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;

/**
 * A table whose first column is of words, and the others of figures.
 * @param {readonly string[]} header
 * @param {readonly (readonly (string | number)[])[]} rows
 */
export function table(header, rows) {
  return [cells(header), `|---|${'--:|'.repeat(header.length - 1)}`, ...rows.map(cells)].join('\n');
}

/** A part of one in per cent: all and nothing only where it is all and nothing. */
export function percent(part) {
  if (Number.isNaN(part)) return '';
  const rounded = (part * 100).toFixed(2);
  return part < 1 && rounded === '100.00' ? '> 99.99' : rounded.replace(/\.00$/, '');
}
