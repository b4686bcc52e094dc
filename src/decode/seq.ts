/**
 * Sequence number arithmetic modulo 2^32 (RFC 9293 §3.4) on int32, as `DataView.getInt32` gives them.
 *
 * Two numbers compare by the shorter way round the circle, so the answers hold for numbers less than 2^31 apart.
 */

/** Octets from `b` to `a`: positive when `a` is later. */
export function seqDiff(a: number, b: number): number {
  return (a - b) | 0;
}

/** `a` is earlier than `b`. */
export function seqLt(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

/** `a` is earlier than `b`, or the same. */
export function seqLte(a: number, b: number): boolean {
  return ((a - b) | 0) <= 0;
}

/** `a` is later than `b`. */
export function seqGt(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

/** `a` is later than `b`, or the same. */
export function seqGte(a: number, b: number): boolean {
  return ((a - b) | 0) >= 0;
}

/** The later of the two. */
export function seqMax(a: number, b: number): number {
  return ((a - b) | 0) > 0 ? a : b;
}
