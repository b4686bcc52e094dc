/**
 * Writes rows of the table as plain lines, for pipes and files: straight into octets, because joining padded strings
 * costs several times as much for a million rows.
 */
import type { FlowRow } from '../conntrack/snapshot.ts';
import type { View } from './columns.ts';
import { GAP, type Placed } from './layout.ts';
import type { RowWriter, RowWriterOptions } from './row-writer.ts';
import type { Sink } from './sink.ts';

const CHUNK = 65_536;
const SPACE = 0x20;
const NEWLINE = 0x0a;

export class RowBytes implements RowWriter {
  readonly #placed: readonly Placed[];
  readonly #view: View;
  readonly #sink: Sink;
  readonly #bytes: Uint8Array = new Uint8Array(CHUNK);
  #at = 0;

  constructor({ placed, view, sink }: RowWriterOptions) {
    this.#placed = placed;
    this.#view = view;
    this.#sink = sink;
  }

  header(): void {
    let owed = 0;
    for (const placed of this.#placed) owed = this.#put(placed.column.title, placed, owed);
    this.#bytes[this.#at++] = NEWLINE;
  }

  row(row: FlowRow): void {
    const placed = this.#placed;
    let owed = 0;
    for (let i = 0; i < placed.length; i++) {
      const cell = placed[i]!;
      owed = this.#put(cell.column.text(row, this.#view), cell, owed);
    }
    this.#bytes[this.#at++] = NEWLINE;
  }

  /** Hands on what has been written. */
  flush(): void {
    this.#sink.bytes(this.#bytes, this.#at);
    this.#at = 0;
  }

  /**
   * Writes a cell behind the spaces that are owed, and returns those owed after it: they are written only where something
   * follows, so that no line ends in them.
   */
  #put(cell: string, { column, width }: Placed, owed: number): number {
    if (cell === '') return owed + width + GAP;
    const spare = width - cell.length;
    if (column.align === 'right') {
      this.#cell(cell, owed + spare);
      return GAP;
    }
    this.#cell(cell, owed);
    return spare + GAP;
  }

  #cell(cell: string, spaces: number): void {
    // Three octets for a character at most (UTF-8 below U+10000), and one is left for the end of the line.
    if (this.#at + spaces + cell.length * 3 + 1 > CHUNK) this.flush();
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < spaces; i++) bytes[at++] = SPACE;
    for (let i = 0; i < cell.length; i++) {
      const code = cell.charCodeAt(i);
      if (code < 0x80) {
        bytes[at++] = code;
      } else if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
      } else {
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[at++] = 0x80 | (code & 0x3f);
      }
    }
    this.#at = at;
  }
}
