/**
 * The pair of endpoints by which a flow is found: put into a fixed order, so that both directions are one flow, and hashed.
 */
import type { Segment } from '../decode/segment.ts';

/** Which of the two endpoints is the lower half: a fixed order, so that both directions find the same record. */
export function sourceIsLower(segment: Segment): boolean {
  if (segment.source0 !== segment.destination0) return segment.source0 < segment.destination0;
  if (segment.source1 !== segment.destination1) return segment.source1 < segment.destination1;
  if (segment.source2 !== segment.destination2) return segment.source2 < segment.destination2;
  if (segment.source3 !== segment.destination3) return segment.source3 < segment.destination3;
  return segment.sourcePort <= segment.destinationPort;
}

/** Both ports of the pair, that of the lower endpoint in the upper 16 bits. */
export function portsOf(segment: Segment, senderHalf: number): number {
  return senderHalf === 0
    ? (segment.sourcePort << 16) | segment.destinationPort
    : (segment.destinationPort << 16) | segment.sourcePort;
}

/** Hash of the segment's pair of endpoints, the same for both directions. */
export function hashOf(segment: Segment): number {
  const senderHalf = sourceIsLower(segment) ? 0 : 1;
  const lower = senderHalf === 0 ? segment.source0 : segment.destination0;
  const upper = senderHalf === 0 ? segment.destination0 : segment.source0;
  return hashFrom(segment, lower, upper, portsOf(segment, senderHalf));
}

/** The same where the first words of both addresses have been put in order, and the ports. */
export function hashFrom(segment: Segment, lower: number, upper: number, ports: number): number {
  const hash = hashPair(lower, upper, ports, segment.scope);
  if (segment.ipVersion === 4) return hash;
  return mixV6(
    hash,
    segment.source1 ^ segment.destination1,
    segment.source2 ^ segment.destination2,
    segment.source3 ^ segment.destination3,
  );
}

export function hashPair(lower: number, upper: number, ports: number, scope: number): number {
  let hash = Math.imul(lower ^ Math.imul(scope + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 15)) + upper, 0xc2b2ae35);
  hash = Math.imul((hash ^ (hash >>> 13)) + ports, 0x27d4eb2f);
  return hash ^ (hash >>> 15);
}

/** Takes the rest of two IPv6 addresses in; each word is that of both, by exclusive or. */
export function mixV6(hash: number, word1: number, word2: number, word3: number): number {
  hash = Math.imul(hash + word1, 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 13)) + word2, 0xc2b2ae35);
  hash = Math.imul((hash ^ (hash >>> 15)) + word3, 0x27d4eb2f);
  return hash ^ (hash >>> 15);
}

/** Whether both endpoints are the same: a socket connected to itself. */
export function isSelf(segment: Segment): boolean {
  return (
    segment.sourcePort === segment.destinationPort &&
    segment.source0 === segment.destination0 &&
    segment.source1 === segment.destination1 &&
    segment.source2 === segment.destination2 &&
    segment.source3 === segment.destination3
  );
}
