/**
 * Puts a million places in order of their keys without comparing any: octet by octet of the keys, the lowest first, which
 * keeps equal ones as they stand. Octets in which all keys agree are passed over, and keys of one capture mostly do: states
 * have few ranks, and times differ in their lower half.
 */

const DIGITS = 8;
const RADIX = 256;
const LITTLE_ENDIAN: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Which octet of a key is its lowest, and which word its upper one. */
const LOWEST: number = LITTLE_ENDIAN ? 0 : DIGITS - 1;
const UPPER: number = LITTLE_ENDIAN ? 1 : 0;

/** `places` in ascending order of their keys, none of which is a NaN; the array that is given, or another. `keys` are lost. */
export function inOrderOf(keys: Float64Array, places: Uint32Array): Uint32Array {
  const { length } = places;
  const octets = new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength);
  makeComparable(keys);
  const counts = countDigits(octets);
  let from = places;
  let to: Uint32Array = new Uint32Array(length);
  for (let digit = 0; digit < DIGITS; digit++) {
    const starts = counts.subarray(digit * RADIX, (digit + 1) * RADIX);
    if (starts.includes(length)) continue;
    let sum = 0;
    for (let value = 0; value < RADIX; value++) {
      const count = starts[value]!;
      starts[value] = sum;
      sum += count;
    }
    for (let i = 0; i < length; i++) {
      const place = from[i]!;
      to[starts[octets[place * DIGITS + (digit ^ LOWEST)]!]!++] = place;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Changes the bits of each key so that their order as unsigned integers is that of the keys (IEEE 754 has sign and magnitude). */
function makeComparable(keys: Float64Array): void {
  const words = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
  for (let i = 0; i < words.length; i += 2) {
    const negative = words[i + UPPER]! >>> 31 === 1;
    words[i + UPPER]! ^= negative ? 0xffffffff : 0x80000000;
    if (negative) words[i + 1 - UPPER]! ^= 0xffffffff;
  }
}

/** How often each octet stands in each place of the keys. */
function countDigits(octets: Uint8Array): Uint32Array {
  const counts = new Uint32Array(DIGITS * RADIX);
  for (let i = 0; i < octets.length; i += DIGITS) {
    for (let digit = 0; digit < DIGITS; digit++) counts[digit * RADIX + octets[i + (digit ^ LOWEST)]!]!++;
  }
  return counts;
}
