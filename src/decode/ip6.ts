/**
 * IPv6 (RFC 8200 §3) and its extension headers.
 *
 * ```
 *  0  version 4 | traffic class 8 | flow label 20
 *  4  payload length 16 | next header 8 | hop limit 8
 *  8  source, 4 words
 * 24  destination, 4 words
 * ```
 */
import { fragment } from './fragment.ts';
import type { Frame } from './frame.ts';
import { IP_PROTOCOL, MALFORMED } from './next.ts';

const HOP_BY_HOP = 0;
const FRAGMENT_HEADER_LENGTH = 8;
/** Jumbo Payload option (RFC 2675 §2). */
const JUMBO = 0xc2;

export function ip6(frame: Frame): number {
  const { view, at, segment } = frame;
  if (frame.end - at < 40) return frame.tooShort();
  if (view.getUint8(at) >>> 4 !== 6) return MALFORMED;
  const lengths = view.getInt32(at + 4);
  const nextHeader = (lengths >>> 8) & 0xff;

  segment.ipVersion = 6;
  segment.source0 = view.getInt32(at + 8);
  segment.source1 = view.getInt32(at + 12);
  segment.source2 = view.getInt32(at + 16);
  segment.source3 = view.getInt32(at + 20);
  segment.destination0 = view.getInt32(at + 24);
  segment.destination1 = view.getInt32(at + 28);
  segment.destination2 = view.getInt32(at + 32);
  segment.destination3 = view.getInt32(at + 36);
  segment.ipId = 0;

  frame.at = at + 40;
  const payloadLength = lengths >>> 16;
  if (payloadLength !== 0) {
    frame.limit(payloadLength);
  } else {
    const jumbo = nextHeader === HOP_BY_HOP ? jumboLength(frame) : 0;
    if (jumbo < 0 || jumbo > frame.wireEnd - frame.at) return MALFORMED;
    // Without the option this is segmentation offload: the frame's own length must do.
    if (jumbo > 0) frame.limit(jumbo);
    else frame.isVerifiable = false;
  }
  return IP_PROTOCOL | nextHeader;
}

/** What the Jumbo Payload option of a hop-by-hop header says; 0 where there is none. */
function jumboLength(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 8) return 0;
  const end = Math.min(frame.end, at + 8 + view.getUint8(at + 1) * 8);
  for (let option = at + 2; option + 1 < end; ) {
    const type = view.getUint8(option);
    if (type === JUMBO) return option + 6 <= end ? view.getInt32(option + 2) : 0;
    option += type === 0 ? 1 : 2 + view.getUint8(option + 1);
  }
  return 0;
}

/** Hop-by-hop, routing, destination options, mobility, HIP, Shim6: next header, then length in units of 8 without the first. */
export function extensionHeader(frame: Frame): number {
  if (frame.captured < 8) return frame.tooShort();
  const nextHeader = frame.view.getUint8(frame.at);
  return frame.skip(8 + frame.view.getUint8(frame.at + 1) * 8) ? IP_PROTOCOL | nextHeader : frame.tooShort();
}

/** Headers that may put another address into the pseudo header than the IP header has (RFC 8200 §8.1, RFC 6275 §6.3). */
export function readdressingHeader(frame: Frame): number {
  frame.isVerifiable = false;
  return extensionHeader(frame);
}

/** Fragment header (RFC 8200 §4.5): next header, reserved, offset 13 | 0 0 | M, identification. */
export function fragmentHeader(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < FRAGMENT_HEADER_LENGTH) return frame.tooShort();
  const nextHeader = view.getUint8(at);
  const offsetAndMore = view.getUint16(at + 2);
  const id = view.getInt32(at + 4);
  frame.segment.ipId = id;
  frame.at += FRAGMENT_HEADER_LENGTH;
  // RFC 6946: an atomic fragment is the whole datagram.
  if ((offsetAndMore & 0xfff9) === 0) return IP_PROTOCOL | nextHeader;
  return fragment(frame, nextHeader, id, offsetAndMore & 0xfff8, (offsetAndMore & 1) === 0);
}

/** Authentication Header (RFC 4302 §2): its length counts words, less two. It hides nothing. */
export function authenticationHeader(frame: Frame): number {
  if (frame.captured < 12) return frame.tooShort();
  const nextHeader = frame.view.getUint8(frame.at);
  return frame.skip(8 + frame.view.getUint8(frame.at + 1) * 4) ? IP_PROTOCOL | nextHeader : frame.tooShort();
}
