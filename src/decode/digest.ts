/**
 * A hash of one segment: equal for copies of a packet, different for nearly all others.
 *
 * Covers addresses, ports, the TCP header without checksum and urgent pointer, the payload length and the IP id: what a
 * router, a VLAN tag or an offload leaves alone. Built word by word while the header is read, so that nothing is read twice.
 */
import type { Segment } from './segment.ts';

/** Takes one more word into a hash. The multiplications do not wait for each other, only the rotations and sums do. */
export function mix(hash: number, word: number): number {
  return (((hash << 7) | (hash >>> 25)) + Math.imul(word ^ 0x5bd1e995, 0x9e3779b1)) | 0;
}

/** The hash that starts with the addresses and what else of the IP header counts. */
export function mixAddresses(segment: Segment): number {
  const hash = mix(mix(segment.ipId, segment.source0), segment.destination0);
  if (segment.ipVersion === 4) return hash;
  const source = mix(mix(mix(hash, segment.source1), segment.source2), segment.source3);
  return mix(mix(mix(source, segment.destination1), segment.destination2), segment.destination3);
}

/** Takes in the whole words of `view` from `at` to `end`. */
export function mixWords(hash: number, view: DataView, at: number, end: number): number {
  let mixed = hash;
  for (let word = at; word + 4 <= end; word += 4) mixed = mix(mixed, view.getInt32(word));
  return mixed;
}

/** Spreads every bit of a hash to the low ones, by which tables choose. */
export function finish(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return spread ^ (spread >>> 13);
}
