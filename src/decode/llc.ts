/** IEEE 802.2 logical link control: destination and source access point, control, and SNAP behind 0xaa. */
import type { Frame } from './frame.ts';
import { IPV4, NOT_TCP } from './next.ts';

const SNAP = 0xaaaa;
const IP_ACCESS_POINTS = 0x0606;
/** Unnumbered information. */
const UI = 3;

export function llc(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 3) return frame.tooShort();
  const accessPoints = view.getUint16(at);
  if (view.getUint8(at + 2) !== UI) return NOT_TCP;
  if (accessPoints === IP_ACCESS_POINTS) {
    frame.at += 3;
    return IPV4;
  }
  if (accessPoints !== SNAP) return NOT_TCP;
  if (frame.captured < 8) return frame.tooShort();
  const organization = (view.getUint16(at + 3) << 8) | view.getUint8(at + 5);
  const type = view.getUint16(at + 6);
  frame.at += 8;
  // RFC 1042 and the bridge tunnel of IEEE 802.1H: an EtherType follows.
  const isEtherType = (organization === 0 || organization === 0xf8) && type >= 0x600;
  return isEtherType ? type : NOT_TCP;
}
