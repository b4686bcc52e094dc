/** One step of the walk through a frame: from what the last layer announced to what this one announces. */
import { etherType } from './ethertype.ts';
import type { Frame } from './frame.ts';
import { ipProtocol } from './ip-protocol.ts';
import { ip4 } from './ip4.ts';
import { ip6 } from './ip6.ts';
import { linkLayer } from './link/list.ts';
import { llc } from './llc.ts';
import { IP, IP_PROTOCOL, LINK, LLC, MALFORMED, NOT_TCP, PPP, PPPOE } from './next.ts';
import { ppp, pppoe } from './ppp.ts';

/** Decodes layer `next` at `frame.at`. */
export function layer(frame: Frame, next: number): number {
  switch (next >> 16) {
    case 0:
      return etherType(frame, next);
    case IP_PROTOCOL >> 16:
      return ipProtocol(frame, next & 0xffff);
    case LINK >> 16:
      return linkLayer(frame, next & 0xffff);
    default:
      return unnumbered(frame, next);
  }
}

function unnumbered(frame: Frame, next: number): number {
  switch (next) {
    case IP:
      return ip(frame);
    case LLC:
      return llc(frame);
    case PPP:
      return ppp(frame);
    case PPPOE:
      return pppoe(frame);
    default:
      return NOT_TCP;
  }
}

function ip(frame: Frame): number {
  if (frame.captured < 1) return frame.tooShort();
  switch (frame.view.getUint8(frame.at) >>> 4) {
    case 4:
      return ip4(frame);
    case 6:
      return ip6(frame);
    default:
      return MALFORMED;
  }
}
