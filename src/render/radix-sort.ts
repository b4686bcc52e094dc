/**
 * Puts a million places in order: by counting, 16 bits of the keys at a time from the lowest up. Each pass keeps the order
 * of the one before where its digits are equal. A tenth of what a sort by comparing costs.
 */

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT = DIGITS - 1;
/** Which word of a double is the lower one on this machine. */
const LOW: number = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

/**
 * `places` in ascending order of their keys, equal ones as they stand; may be another array than the one given. The keys
 * are used up.
 */
export function inOrderOf(keys: Float64Array, places: Uint32Array): Uint32Array {
  if (isInOrder(keys, places)) return places;
  const words = sortable(keys);
  const starts = new Uint32Array(DIGITS);
  let from: Uint32Array = places;
  let to: Uint32Array = new Uint32Array(places.length);
  for (let digit = 0; digit < 64 / DIGIT_BITS; digit++) {
    const word = (digit >> 1) ^ LOW;
    const shift = (digit & 1) * DIGIT_BITS;
    starts.fill(0);
    for (let i = 0; i < from.length; i++) starts[(words[i * 2 + word]! >>> shift) & DIGIT]!++;
    // All alike: this pass would change nothing.
    if (starts[(words[word]! >>> shift) & DIGIT] === from.length) continue;
    let start = 0;
    for (let value = 0; value < DIGITS; value++) {
      const count = starts[value]!;
      starts[value] = start;
      start += count;
    }
    for (let i = 0; i < from.length; i++) {
      const place = from[i]!;
      to[starts[(words[place * 2 + word]! >>> shift) & DIGIT]!++] = place;
    }
    [from, to] = [to, from];
  }
  return from;
}

function isInOrder(keys: Float64Array, places: Uint32Array): boolean {
  for (let i = 1; i < places.length; i++) if (keys[places[i - 1]!]! > keys[places[i]!]!) return false;
  return true;
}

/**
 * Makes the keys, in place, words that stand in the same order as unsigned integers: of a double the bits of positive ones
 * do already, the sign apart, and those of negative ones stand upside down.
 */
function sortable(keys: Float64Array): Int32Array {
  const words = new Int32Array(keys.buffer);
  for (let i = 0; i < keys.length; i++) {
    // 0 and -0 are equal.
    keys[i] = keys[i]! + 0;
    const low = i * 2 + LOW;
    const high = low ^ 1;
    const flip = words[high]! >> 31;
    words[low] = words[low]! ^ flip;
    words[high] = words[high]! ^ (flip | 0x80000000);
  }
  return words;
}
