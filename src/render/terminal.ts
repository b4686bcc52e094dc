/** What is known of the terminal behind a standard stream. */
import { isatty } from 'node:tty';

export const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;

/** Columns of a terminal that does not tell. */
const USUAL_COLUMNS = 80;

/** True where the stream with that descriptor is a terminal. */
export function isTerminal(descriptor: number): boolean {
  return isatty(descriptor);
}

/**
 * How many columns fit beside each other on the terminal of standard output or standard error.
 *
 * Never asked of a pipe: the mere mention of `process.stdout` would make that pipe non-blocking.
 */
export function terminalColumns(descriptor: typeof STDOUT | typeof STDERR): number {
  const stream = descriptor === STDOUT ? process.stdout : process.stderr;
  return stream.columns || USUAL_COLUMNS;
}
