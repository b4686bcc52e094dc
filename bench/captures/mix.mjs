/** Chance that a seed repeats: a number mixed beyond recognition (murmur3's finalizer). @returns {number} int32 */
export function mix(value) {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
