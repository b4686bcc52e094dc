/** FDDI and token ring, which announce their payload by logical link control. */
import type { Frame } from '../frame.ts';
import { LLC, NOT_TCP } from '../next.ts';

/** FDDI: frame control 8 (0101xxxx for LLC), destination 6, source 6. */
export function fddi(frame: Frame): number {
  if (frame.captured < 13) return frame.tooShort();
  if ((frame.view.getUint8(frame.at) & 0xf0) !== 0x50) return NOT_TCP;
  frame.at += 13;
  return LLC;
}

/** Token ring: access control 8, frame control 8 (01xxxxxx for LLC), destination 6, source 6, a source route if the source says so. */
export function tokenRing(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 14) return frame.tooShort();
  if ((view.getUint8(at + 1) & 0xc0) !== 0x40) return NOT_TCP;
  const isRouted = (view.getUint8(at + 8) & 0x80) !== 0;
  frame.at += 14;
  if (!isRouted) return LLC;
  if (frame.captured < 2) return frame.tooShort();
  return frame.skip(view.getUint8(frame.at) & 0x1f) ? LLC : frame.tooShort();
}
