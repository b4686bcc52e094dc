/** UDP (RFC 768), which carries TCP only inside a tunnel; ports say which one might be there. */
import type { Frame } from './frame.ts';
import { NOT_TCP } from './next.ts';
import { geneve } from './tunnel/geneve.ts';
import { gtpu } from './tunnel/gtpu.ts';
import { teredo } from './tunnel/teredo.ts';
import { vxlan } from './tunnel/vxlan.ts';

const TEREDO = 3544;

export function udp(frame: Frame): number {
  if (frame.captured < 8) return frame.tooShort();
  const sourcePort = frame.view.getUint16(frame.at);
  const destinationPort = frame.view.getUint16(frame.at + 2);
  frame.at += 8;
  switch (destinationPort) {
    case 4789:
    case 8472: // Linux's own default
      return vxlan(frame);
    case 6081:
      return geneve(frame);
    case 2152:
      return gtpu(frame);
    case TEREDO:
      return teredo(frame);
    default:
      // A Teredo server or relay answers to whatever port the client has.
      return sourcePort === TEREDO ? teredo(frame) : NOT_TCP;
  }
}
