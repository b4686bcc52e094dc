/**
 * Puts a million places in order of their keys: by merging, which keeps equal ones as they stand, reads memory from front
 * to back, and has little to do where much is in order already, as flows are that were let go one after the other.
 */

/** Places that are put in order by insertion first. */
const RUN = 16;

/** `places` in ascending order of their keys; the array that is given, or another. */
export function inOrderOf(keys: Float64Array, places: Uint32Array): Uint32Array {
  const { length } = places;
  for (let start = 0; start < length; start += RUN) insert(keys, places, start, Math.min(length, start + RUN));
  let from = places;
  let to: Uint32Array = new Uint32Array(length);
  for (let width = RUN; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      merge(keys, from, to, start, Math.min(length, start + width), Math.min(length, start + 2 * width));
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Puts [start, end) in order by insertion. */
function insert(keys: Float64Array, places: Uint32Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const place = places[i]!;
    const key = keys[place]!;
    let at = i;
    for (; at > start && keys[places[at - 1]!]! > key; at--) places[at] = places[at - 1]!;
    places[at] = place;
  }
}

/** Merges [start, middle) and [middle, end), each in order. */
function merge(
  keys: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start;
  let right = middle;
  let at = start;
  if (middle < end && keys[from[middle - 1]!]! > keys[from[middle]!]!) {
    let leftKey = keys[from[left]!]!;
    let rightKey = keys[from[right]!]!;
    while (left < middle && right < end) {
      if (leftKey <= rightKey) {
        to[at++] = from[left++]!;
        leftKey = keys[from[left]!]!;
      } else {
        to[at++] = from[right++]!;
        if (right < end) rightKey = keys[from[right]!]!;
      }
    }
  }
  while (left < middle) to[at++] = from[left++]!;
  while (right < end) to[at++] = from[right++]!;
}
