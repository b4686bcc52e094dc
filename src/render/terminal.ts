/** What is known of the terminal behind a standard stream. */
import { isatty, ReadStream } from 'node:tty';

export const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;

/** Columns and rows of a terminal that does not tell. */
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

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

/** Columns and rows of the terminal of standard output; `onResize` hears of others. */
export function terminalSize(): { readonly columns: number; readonly rows: number } {
  const { columns, rows } = process.stdout;
  return { columns: columns || USUAL_COLUMNS, rows: rows || USUAL_ROWS };
}

/** Has `listener` called when the terminal of standard output has another size; returns what ends that. */
export function onResize(listener: () => void): () => void {
  process.stdout.on('resize', listener);
  return () => process.stdout.off('resize', listener);
}

/** The keys of the terminal that is open as that descriptor. */
export function keyboard(descriptor: number): ReadStream {
  return new ReadStream(descriptor);
}
