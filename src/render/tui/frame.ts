/** What to write to a terminal so that it shows the lines: only those that have changed, at one go. */

const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

/**
 * Text with control sequences (ECMA-48); empty where nothing has changed. Between `BEGIN` and `END` terminals that know
 * synchronized output wait with showing.
 *
 * @param before the lines that the terminal shows; null where that is unknown
 */
export function frame(before: readonly string[] | null, lines: readonly string[]): string {
  let text = before === null ? '\x1b[H\x1b[2J' : '';
  for (const [i, line] of lines.entries()) {
    if (before === null ? line === '' : before[i] === line) continue;
    // The line is erased first: behind a full one, the cursor would still stand on its last column.
    text += `\x1b[${i + 1};1H\x1b[2K${line}`;
  }
  return text === '' ? '' : BEGIN + text + END;
}
