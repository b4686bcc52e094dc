/** The Internet checksum (RFC 1071): sums of 16-bit words, two at a time. */

/** Adds the two halves of a 32-bit word. */
export function halves(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}

/** Folds a sum of halves to 16 bits with end-around carry. 0xffff where a checksum is right. */
export function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  return (once & 0xffff) + (once >>> 16);
}

/** The folded sum of the octets from `at` to `end`, an odd one padded with zero. */
export function sumOctets(view: DataView, at: number, end: number): number {
  let sum = 0;
  let i = at;
  while (i + 4 <= end) {
    // 8,192 words keep the sum below 2^31.
    const stop = Math.min(end - 3, i + 32_768);
    for (; i < stop; i += 4) sum += halves(view.getInt32(i));
    sum = fold(sum);
  }
  for (; i < end; i++) sum += (i - at) % 2 === 0 ? view.getUint8(i) << 8 : view.getUint8(i);
  return fold(sum);
}
