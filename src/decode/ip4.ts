/**
 * IPv4 (RFC 791 §3.1), read in words:
 *
 * ```
 *  0  version 4 | header length 4 | type of service 8 | total length 16
 *  4  identification 16 | 0 DF MF | fragment offset 13
 *  8  time to live 8 | protocol 8 | header checksum 16
 * 12  source
 * 16  destination
 * ```
 */
import { fold, halves, sumOctets } from './checksum.ts';
import { fragment } from './fragment.ts';
import { Checksums, type Frame } from './frame.ts';
import { IP_PROTOCOL, MALFORMED } from './next.ts';
import type { Segment } from './segment.ts';

export function ip4(frame: Frame): number {
  const { view, at, segment } = frame;
  if (frame.end - at < 20) return frame.tooShort();
  const word0 = view.getInt32(at);
  const headerLength = (word0 >>> 22) & 0x3c;
  if (word0 >>> 28 !== 4 || headerLength < 20) return MALFORMED;
  const word1 = view.getInt32(at + 4);
  const word2 = view.getInt32(at + 8);
  const source = view.getInt32(at + 12);
  const destination = view.getInt32(at + 16);

  const totalLength = word0 & 0xffff;
  if (totalLength >= headerLength) {
    frame.limit(totalLength);
  } else if (totalLength === 0) {
    // Segmentation offload: the card is to cut this up and fill in lengths, so the frame's own length must do.
    frame.isVerifiable = false;
  } else {
    return MALFORMED;
  }

  if (segment.ipVersion !== 4) forgetIp6(segment);
  segment.source0 = source;
  segment.destination0 = destination;
  segment.ipId = word1 >>> 16;

  // A checksum of zero is one that the card was to fill in.
  if (frame.checksums !== Checksums.NONE && (word2 & 0xffff) !== 0) {
    let sum = halves(word0) + halves(word1) + halves(word2) + halves(source) + halves(destination);
    if (headerLength > 20 && at + headerLength <= frame.end) sum += sumOctets(view, at + 20, at + headerLength);
    if (fold(sum) !== 0xffff && at + headerLength <= frame.end) segment.badChecksum = 1;
  }

  frame.at = at + headerLength;
  if (headerLength > 20) {
    if (frame.at > frame.end) return frame.tooShort();
    // A source route, if it is one, has another destination in the pseudo header than in the IP header.
    frame.isVerifiable = false;
  }
  const protocol = (word2 >>> 16) & 0xff;
  if ((word1 & 0x3fff) === 0) return IP_PROTOCOL | protocol;
  return fragment(frame, protocol, word1 >>> 16, (word1 & 0x1fff) << 3, (word1 & 0x2000) === 0);
}

/** Takes out what an IPv6 header that was decoded into the segment before has left. */
function forgetIp6(segment: Segment): void {
  segment.ipVersion = 4;
  segment.source1 = 0;
  segment.source2 = 0;
  segment.source3 = 0;
  segment.destination1 = 0;
  segment.destination2 = 0;
  segment.destination3 = 0;
}
