/** Headers of capture programs around a frame or packet: PPI, PKTAP, NFLOG. */
import type { Frame } from '../frame.ts';
import { IP, LINK, MALFORMED, NOT_TCP, UNKNOWN_LINK } from '../next.ts';

/** Per-packet information, little-endian: version 8, flags 8, length 16, link type 32. */
export function ppi(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 8) return frame.tooShort();
  const length = view.getUint16(at + 2, true);
  const link = view.getUint32(at + 4, true);
  if (length < 8) return MALFORMED;
  return frame.skip(length) ? inner(link) : frame.tooShort();
}

/** Apple's packet tap, in the byte order of the machine: length 32, next type 32 (1 for a packet), link type 32. */
export function pktap(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 12) return frame.tooShort();
  const isLittle = view.getUint32(at) > 0xffff;
  const length = view.getUint32(at, isLittle);
  const type = view.getUint32(at + 4, isLittle);
  const link = view.getUint32(at + 8, isLittle);
  if (length < 12 || length > 0xffff) return MALFORMED;
  if (!frame.skip(length)) return frame.tooShort();
  return type === 0 ? NOT_TCP : inner(link);
}

function inner(link: number): number {
  return link > 0xffff ? UNKNOWN_LINK : LINK | link;
}

/** NFULA_PAYLOAD */
const PAYLOAD = 9;

/** netfilter log: family 8, version 8, resource 16, then attributes: length 16, type 16, value, filled up to four; machine's byte order. */
export function nflog(frame: Frame): number {
  const { view, end } = frame;
  if (!frame.skip(4)) return frame.tooShort();
  const isLittle = frame.captured < 4 || view.getUint16(frame.at + 2, true) <= 0xff;
  while (frame.captured >= 4) {
    const length = view.getUint16(frame.at, isLittle);
    const type = view.getUint16(frame.at + 2, isLittle) & 0x7fff;
    if (length < 4) return MALFORMED;
    if (type === PAYLOAD) {
      frame.limit(length);
      frame.at += 4;
      return IP;
    }
    frame.at += (length + 3) & ~3;
  }
  return end < frame.wireEnd ? frame.tooShort() : NOT_TCP;
}
