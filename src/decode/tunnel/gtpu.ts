/**
 * GTP-U version 1 (3GPP TS 29.281 §5.1), the user's packets of a mobile network:
 *
 * ```
 * 0  version 3 | protocol type 1 | reserved 1 | E S PN | message type 8 | length 16
 * 4  tunnel endpoint id
 * 8  with any of E, S, PN: sequence number 16 | N-PDU number 8 | next extension header type 8
 * ```
 */
import type { Frame } from '../frame.ts';
import { IP, MALFORMED, NOT_TCP } from '../next.ts';
import { ScopeKind } from '../scopes.ts';

/** A packet of the user's; other messages are the network's own. */
const G_PDU = 255;

export function gtpu(frame: Frame): number {
  const { view } = frame;
  if (frame.captured < 8) return frame.tooShort();
  const flags = view.getUint8(frame.at);
  if (flags >>> 4 !== 3 || view.getUint8(frame.at + 1) !== G_PDU) return NOT_TCP;
  frame.at += 8;
  if ((flags & 7) !== 0) {
    if (frame.captured < 4) return frame.tooShort();
    let extension = (flags & 4) === 0 ? 0 : view.getUint8(frame.at + 3);
    frame.at += 4;
    while (extension !== 0) {
      // Length in words, content, type of the next one in the last octet.
      if (frame.captured < 4) return frame.tooShort();
      const length = view.getUint8(frame.at) * 4;
      if (length === 0) return MALFORMED;
      if (!frame.skip(length)) return frame.tooShort();
      extension = view.getUint8(frame.at - 1);
    }
  }
  if (frame.captured < 1) return frame.tooShort();
  const version = view.getUint8(frame.at) >>> 4;
  // A bearer may also carry Ethernet or nothing that we know.
  if (version !== 4 && version !== 6) return NOT_TCP;
  frame.enterBetweenAddresses(ScopeKind.GTPU);
  return IP;
}
