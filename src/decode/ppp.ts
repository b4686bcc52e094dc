/** PPP (RFC 1661 §2), and PPPoE (RFC 2516 §4). */
import type { Frame } from './frame.ts';
import { IPV4, IPV6, NOT_TCP } from './next.ts';

const MPLS = 0x8847;

/** Address and control of PPP in HDLC framing (RFC 1662 §3.1), which may have been negotiated away. */
const ADDRESS_CONTROL = 0xff03;

/** A protocol number of one octet, which is odd, where the field is compressed, else of two. */
export function ppp(frame: Frame): number {
  const { view } = frame;
  if (frame.captured < 2) return frame.tooShort();
  if (view.getUint16(frame.at) === ADDRESS_CONTROL) frame.at += 2;
  if (frame.captured < 2) return frame.tooShort();
  let protocol = view.getUint8(frame.at++);
  if ((protocol & 1) === 0) protocol = (protocol << 8) | view.getUint8(frame.at++);
  switch (protocol) {
    case 0x0021:
      return IPV4;
    case 0x0057:
      return IPV6;
    case 0x0281:
    case 0x0283:
      return MPLS;
    default:
      return NOT_TCP;
  }
}

/** PPPoE: version and type 8, code 8 (0 for a session), session id 16, length 16. */
export function pppoe(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 6) return frame.tooShort();
  if (view.getUint8(at) !== 0x11 || view.getUint8(at + 1) !== 0) return NOT_TCP;
  frame.at += 6;
  return ppp(frame);
}
