/** Ethernet (IEEE 802.3 §3.1.1): destination 6, source 6, EtherType or length 2. */
import type { Frame } from '../frame.ts';

export function ethernet(frame: Frame): number {
  if (frame.captured < 14) return frame.tooShort();
  const type = frame.view.getUint16(frame.at + 12);
  frame.at += 14;
  return type;
}
