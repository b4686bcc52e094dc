/** VXLAN (RFC 7348 §5): flags 8, reserved 24, network identifier 24, reserved 8, then an Ethernet frame. */
import type { Frame } from '../frame.ts';
import { ETHERNET, NOT_TCP } from '../next.ts';
import { ScopeKind } from '../scopes.ts';

/** The I flag: the network identifier is valid. */
const HAS_IDENTIFIER = 0x08;

export function vxlan(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 8) return frame.tooShort();
  if ((view.getUint8(at) & HAS_IDENTIFIER) === 0 || view.getUint8(at + 7) !== 0) return NOT_TCP;
  frame.enter(ScopeKind.VXLAN, view.getInt32(at + 4) >>> 8);
  frame.at += 8;
  return ETHERNET;
}
