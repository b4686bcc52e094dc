/** Writes the rows of a table, one by one: `RowBytes` for pipes, `Grid` for terminals. */
import type { KeptRow } from '../conntrack/kept-row.ts';
import type { View } from './columns.ts';
import type { Placed } from './layout.ts';
import type { Sink } from './sink.ts';
import type { Theme } from './tone.ts';

export interface RowWriter {
  header(): void;
  row(row: KeptRow): void;
  /** Hands on what has been written. */
  flush(): void;
}

export interface RowWriterOptions {
  readonly placed: readonly Placed[];
  readonly view: View;
  readonly theme: Theme;
  readonly sink: Sink;
}
