/** Tables and figures as Markdown. */

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows the first column is text, the others are figures
 */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = `|---|${'--:|'.repeat(head.length - 1)}`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

export const seconds = (value) => `${value.toFixed(2)} s`;
export const memory = (octets) => `${(octets / 2 ** 20).toFixed(0)} MiB`;
export const count = (value) => value.toLocaleString('en');
export const nanoseconds = (value) => `${(value * 1e9).toFixed(0)} ns`;

/** Octets of a file. */
export function volume(octets) {
  return octets > 1e9 ? `${(octets / 1e9).toFixed(1)} GB` : `${(octets / 1e6).toFixed(1)} MB`;
}
