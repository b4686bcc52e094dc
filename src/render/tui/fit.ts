/** Painted lines made to fit the terminal: colours take no room. */

/** The sequences that themes paint with. */
const PAINT = /\p{Cc}\[[\d;]*m/uy;
const ALL_PAINT = /\p{Cc}\[[\d;]*m/gu;
const PLAIN = '\x1b[0m';

/** How many columns a painted line takes. */
export function widthOf(line: string): number {
  return line.replaceAll(ALL_PAINT, '').length;
}

/** The line, or as much of it as fits with an ellipsis behind. */
export function fitLine(line: string, columns: number, ellipsis: string): string {
  if (line.length <= columns || widthOf(line) <= columns) return line;
  let left = columns - 1;
  let painted = false;
  let at = 0;
  while (at < line.length) {
    PAINT.lastIndex = at;
    if (PAINT.test(line)) {
      painted = true;
      at = PAINT.lastIndex;
    } else if (left <= 0) {
      break;
    } else {
      left--;
      at++;
    }
  }
  return `${line.slice(0, at)}${painted ? PLAIN : ''}${ellipsis}`;
}

/** Two texts at the ends of a line; the left one stays where there is no room for both. */
export function spread(left: string, right: string, columns: number): string {
  const space = columns - widthOf(left) - widthOf(right);
  return right === '' || space < 2 ? left : `${left}${' '.repeat(space)}${right}`;
}
