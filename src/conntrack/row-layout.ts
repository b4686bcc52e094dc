/**
 * How a flow that was let go is kept: as little as a row of a table needs.
 *
 * ```
 * words    number │ notes, certainties │ states, endings, scope │ address ×2 │ ports │ packets │ octets ×2
 * doubles  first seen │ last seen │ since when each end is in its state
 * ```
 *
 * Of two in a row the client's is the first; of two in one word it is the lower. What few rows have, or does not fit, stands
 * in doubles apart: its place is then kept instead of the client's address.
 *
 * ```
 * extras   bits of `Extra` │ address, or eight words of two │ incarnation │ packets ×2, octets ×2 │ rest of timer ×2
 * ```
 */
export const ROW_WORDS = 9;
export const Word = { NUMBER: 0, NOTES: 1, KINDS: 2, ADDRESS: 3, PORTS: 5, PACKETS: 6, BYTES: 7 } as const;
export const ROW_DOUBLES = 4;
export const Double = { FIRST_SEEN: 0, LAST_SEEN: 1, SINCE: 2 } as const;

/** `Word.NOTES`: 25 notes at most, whether either end has sent something again, and a certainty of three bits for each end. */
export const NOTES = 0x1ffffff;
export const RETRANSMITTED = 0x2000000;
export const SURE = 26;
export const SURE_BITS = 3;
/** `Word.KINDS`: two states, places in HANDSHAKES, CLOSERS and ENDINGS, flags, and the scope. */
export const STATE_BITS = 4;
export const Kind = { HANDSHAKE: 8, CLOSED_FIRST: 10, CLOSED_BY: 12, V6: 14, EXTRAS: 15, SCOPE: 16 } as const;
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

export interface Chunk {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

/** Rows as they are kept: chunks, so that they grow without being copied. */
export interface Store {
  readonly chunks: Chunk[];
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
