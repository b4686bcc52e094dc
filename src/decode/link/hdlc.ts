/** Serial lines: PPP, PPPoE, and Cisco's HDLC. */
import type { Frame } from '../frame.ts';
import { NOT_TCP, PPP, PPPOE } from '../next.ts';

const CISCO_UNICAST = 0x0f00;
const CISCO_MULTICAST = 0x8f00;

/** PPP, or what Cisco speaks in its place. */
export function pppFrame(frame: Frame): number {
  if (frame.captured < 2) return frame.tooShort();
  const start = frame.view.getUint16(frame.at);
  return start === CISCO_UNICAST || start === CISCO_MULTICAST ? ciscoHdlc(frame) : PPP;
}

export function pppOverEthernet(): number {
  return PPPOE;
}

/** Cisco HDLC: address 8, control 8, EtherType 16. */
export function ciscoHdlc(frame: Frame): number {
  if (frame.captured < 4) return frame.tooShort();
  const type = frame.view.getUint16(frame.at + 2);
  frame.at += 4;
  return type < 0x600 ? NOT_TCP : type;
}
