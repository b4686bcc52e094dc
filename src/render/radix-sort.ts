/**
 * Puts a million places in order of their keys without comparing any: digit by digit of the keys, the lowest first, which keeps
 * equal ones as they stand. Digits in which all keys agree are passed over, and keys of one capture mostly do: states have
 * few ranks, and times differ in their lower half.
 */

/** Few keys are seen as eight octets each, for the values of a digit are gone through, too; more as four pairs of octets. */
const MANY = 16_384;
const LITTLE_ENDIAN: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Which word of a key is its upper one. */
const UPPER: number = LITTLE_ENDIAN ? 1 : 0;

/** `places` in ascending order of their keys, none of which is a NaN; the array that is given, or another. `keys` are lost. */
export function inOrderOf(keys: Float64Array<ArrayBuffer>, places: Uint32Array): Uint32Array {
  makeComparable(keys);
  const Digits = keys.length > MANY ? Uint16Array : Uint8Array;
  const count = keys.BYTES_PER_ELEMENT / Digits.BYTES_PER_ELEMENT;
  const digits = new Digits(keys.buffer, keys.byteOffset, keys.length * count);
  const starts = new Uint32Array(2 ** (Digits.BYTES_PER_ELEMENT * 8));
  const lowest = LITTLE_ENDIAN ? 0 : count - 1;
  let from = places;
  let to: Uint32Array = new Uint32Array(places.length);
  for (let digit = 0; digit < count; digit++) {
    if (!findStarts(digits, digit ^ lowest, count, starts)) continue;
    distribute(digits, digit ^ lowest, count, starts, from, to);
    [from, to] = [to, from];
  }
  return from;
}

type Digits = Uint8Array | Uint16Array;

/** Where the places of each value of the digit begin, of `count` that a key has; false where all keys have the same. */
function findStarts(digits: Digits, digit: number, count: number, starts: Uint32Array): boolean {
  starts.fill(0);
  for (let i = digit; i < digits.length; i += count) starts[digits[i]!]!++;
  if (starts[digits[digit]!]! * count === digits.length) return false;
  let sum = 0;
  for (let value = 0; value < starts.length; value++) {
    const those = starts[value]!;
    starts[value] = sum;
    sum += those;
  }
  return true;
}

function distribute(
  digits: Digits,
  digit: number,
  count: number,
  starts: Uint32Array,
  from: Uint32Array,
  to: Uint32Array,
): void {
  for (let i = 0; i < from.length; i++) {
    const place = from[i]!;
    to[starts[digits[place * count + digit]!]!++] = place;
  }
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
