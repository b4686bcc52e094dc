/** A bar on standard error that says how far a long file has been read. */
import { formatBytes } from '../src/render/bytes.ts';
import type { Glyphs } from '../src/render/glyphs.ts';
import { STDERR, terminalColumns } from '../src/render/terminal.ts';
import { complain } from './standard-output.ts';

/** Milliseconds before the bar appears at all, and between two drawings of it. */
const DELAY = 400;
const INTERVAL = 100;
const WIDEST_BAR = 40;

export class Progress {
  readonly #glyphs: Glyphs;
  #drawnAt: number = performance.now() + DELAY - INTERVAL;
  #shown = false;

  constructor(glyphs: Glyphs) {
    this.#glyphs = glyphs;
  }

  /** Octets of input read so far, and in all; null where nobody knows. */
  update(read: number, total: number | null): void {
    const now = performance.now();
    if (now - this.#drawnAt < INTERVAL) return;
    this.#drawnAt = now;
    this.#shown = true;
    complain(`\r${progressLine(read, total, terminalColumns(STDERR), this.#glyphs)}\x1b[K`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#shown) complain('\r\x1b[K');
    this.#shown = false;
  }
}

/** The bar as a line of at most `columns - 1`, so that the cursor stays on it. */
export function progressLine(read: number, total: number | null, columns: number, glyphs: Glyphs): string {
  if (total === null || total === 0) return `read ${formatBytes(read)}`.slice(0, columns - 1);
  const share = Math.min(1, read / total);
  const text = ` ${Math.floor(share * 100)} % of ${formatBytes(total)}`;
  const width = Math.max(0, Math.min(WIDEST_BAR, columns - 1 - text.length));
  const full = Math.round(share * width);
  return (glyphs.full.repeat(full) + glyphs.empty.repeat(width - full) + text).slice(0, columns - 1);
}
