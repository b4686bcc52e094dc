/** What an EtherType announces. */
import type { Frame } from './frame.ts';
import { ip4 } from './ip4.ts';
import { ip6 } from './ip6.ts';
import { ETHERNET, IP, IPV4, IPV6, LLC, NOT_TCP, PPP, PPPOE } from './next.ts';
import { ScopeKind } from './scopes.ts';

/** Smaller numbers in the place of an EtherType are lengths (IEEE 802.3 §3.2.6). */
const SMALLEST = 0x600;

/** Goes on with the layer of that EtherType at `frame.at`. */
export function etherType(frame: Frame, type: number): number {
  switch (type) {
    case IPV4:
      return ip4(frame);
    case IPV6:
      return ip6(frame);
    case 0x8100: // IEEE 802.1Q
    case 0x88a8: // IEEE 802.1ad
    case 0x9100: // double tags before 802.1ad
    case 0x9200:
      return vlan(frame);
    case 0x8847:
    case 0x8848:
      return mpls(frame);
    case 0x8864:
      return PPPOE;
    case 0x880b:
      return PPP;
    case 0x6558: // transparent Ethernet bridging
      return ETHERNET;
    default:
      if (type >= SMALLEST) return NOT_TCP;
      frame.limit(type);
      return LLC;
  }
}

/** A tag: priority 3, drop eligible 1, id 12, and the EtherType of what is tagged. */
function vlan(frame: Frame): number {
  if (frame.captured < 4) return frame.tooShort();
  const id = frame.view.getUint16(frame.at) & 0xfff;
  const type = frame.view.getUint16(frame.at + 2);
  frame.at += 4;
  // Id 0 carries a priority only: the same flow may have packets without a tag.
  if (id !== 0) frame.enter(ScopeKind.VLAN, id);
  return type;
}

/** A label stack (RFC 3032 §2.1): label 20, class 3, bottom of stack 1, time to live 8. What follows the last one is not said. */
export function mpls(frame: Frame): number {
  const { view } = frame;
  let label = 0;
  do {
    if (frame.captured < 4) return frame.tooShort();
    label = view.getInt32(frame.at);
    frame.at += 4;
  } while ((label & 0x100) === 0);
  frame.enter(ScopeKind.MPLS, 0);
  if (frame.captured < 1) return frame.tooShort();
  const nibble = view.getUint8(frame.at) >>> 4;
  if (nibble === 4 || nibble === 6) return IP;
  // RFC 4385 §3: a pseudowire's control word starts with 0, which no IP version is.
  if (nibble !== 0) return NOT_TCP;
  return frame.skip(4) ? ETHERNET : frame.tooShort();
}
