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

/** Octets whose halves sum to less than 2^31. */
const MAX_SUMMED = 32_768;

/** The folded sum of the octets from `at` to `end`, an odd one padded with zero. */
export function sumOctets(view: DataView, at: number, end: number): number {
  if (end - at > MAX_SUMMED) return fold(sumOctets(view, at, at + MAX_SUMMED) + sumOctets(view, at + MAX_SUMMED, end));
  let sum = 0;
  let i = at;
  // The sum stays in 31 bits; saying so spares a check for every addition.
  for (; i + 4 <= end; i += 4) sum = (sum + halves(view.getInt32(i))) | 0;
  for (; i + 2 <= end; i += 2) sum = (sum + view.getUint16(i)) | 0;
  if (i < end) sum += view.getUint8(i) << 8;
  return fold(sum);
}
