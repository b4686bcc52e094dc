/**
 * How a flow that was let go is kept: as little as a row of a table needs, a cache line of 64 octets.
 *
 * ```
 * words    number │ look │ address ×2 │ ports │ packets │ octets ×2
 * doubles  first seen │ last seen │ since when each end is in its state
 * ```
 *
 * Of two in a row the client's is the first; of two in one word it is the lower. What few rows have, or does not fit, stands
 * in doubles apart: its place is then kept instead of the client's address, and the look says so.
 *
 * ```
 * extras   bits of `Extra` │ address, or eight words of two │ incarnation │ packets ×2, octets ×2 │ rest of timer ×2
 * ```
 */
import type { Looks } from './looks.ts';

export const ROW_WORDS = 16;
export const Word = { NUMBER: 0, LOOK: 1, ADDRESS: 2, PORTS: 4, PACKETS: 5, BYTES: 6 } as const;
export const ROW_DOUBLES: number = ROW_WORDS / 2;
/** They follow the words. */
export const Double = { FIRST_SEEN: 4, LAST_SEEN: 5, SINCE: 6 } as const;

/** `Word.PORTS`, `Word.PACKETS`. */
export const HALF = 16;
/** What fits into its place. */
export const MOST_PACKETS = 0xffff;
export const MOST_BYTES = 0xffffffff;

/** Which of the extras there are, besides the address. */
export const Extra = { INCARNATION: 1, COUNTS: 2, TIMERS: 4 } as const;
/** The most doubles that the extras of one row take. */
export const MOST_EXTRAS = 16;

const CHUNK_BITS = 14;

/** Rows in one chunk, and doubles in one chunk of extras. */
export const CHUNK: number = 1 << CHUNK_BITS;

/** The same octets as words and as doubles. */
export interface Chunk {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

export function newChunk(): Chunk {
  const octets = new ArrayBuffer(CHUNK * ROW_WORDS * Int32Array.BYTES_PER_ELEMENT);
  return { words: new Int32Array(octets), doubles: new Float64Array(octets) };
}

/** Rows as they are kept: chunks, so that they grow without being copied. */
export interface Store {
  readonly chunks: Chunk[];
  readonly looks: Looks;
  readonly extras: Float64Array[];
}

/** In which chunk something stands. */
export function chunkOf(place: number): number {
  return place >>> CHUNK_BITS;
}

/** Where it stands there. */
export function within(place: number): number {
  return place & (CHUNK - 1);
}
