/** A hash of one segment: equal for copies of a packet, different for nearly all others. */
import type { Segment } from './segment.ts';

/**
 * The digest of the segment whose header lies in `view` from `at` to `end` (options included, as far as captured).
 *
 * Covers addresses, ports, the TCP header without checksum and urgent pointer, the payload length and the IP id: what a
 * router, a VLAN tag or an offload leaves alone. Two lanes, so that the multiplications of one need not wait for the other.
 */
export function digest(view: DataView, at: number, end: number, segment: Segment): number {
  let left = mix(0x2545f491, segment.source0);
  let right = mix(0x7f4a7c15, segment.destination0);
  if (segment.ipVersion === 6) {
    left = mix(mix(mix(left, segment.source1), segment.source2), segment.source3);
    right = mix(mix(mix(right, segment.destination1), segment.destination2), segment.destination3);
  }
  left = mix(mix(left, view.getInt32(at)), view.getInt32(at + 4));
  right = mix(mix(right, view.getInt32(at + 8)), view.getInt32(at + 12));
  left = mix(left, segment.length);
  right = mix(right, segment.ipId);
  for (let option = at + 20; option + 4 <= end; option += 4) {
    const swapped = left;
    left = mix(right, view.getInt32(option));
    right = swapped;
  }
  const hash = mix(left, right);
  return hash ^ (hash >>> 15);
}

/** Multiplication carries upwards only, the rotation brings the high bits back down. */
function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1);
  return (product << 13) | (product >>> 19);
}
