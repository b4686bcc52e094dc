/**
 * ERSPAN, a switch's mirrored frames inside GRE (draft-foschiano-erspan). Types II and III begin alike:
 *
 * ```
 * 0  version 4 | VLAN 12 | class 3 | 3 bits | session id 10
 * ```
 */
import type { Frame } from '../frame.ts';
import { ETHERNET, IP, NOT_TCP } from '../next.ts';
import { ScopeKind } from '../scopes.ts';

const TYPE_2_VERSION = 1;
const TYPE_3_VERSION = 2;

/** Frame types of type III. */
const ETHERNET_FRAME = 0;
const IP_PACKET = 2;

export function erspan2(frame: Frame): number {
  if (frame.captured < 8) return frame.tooShort();
  const word = frame.view.getInt32(frame.at);
  if (word >>> 28 !== TYPE_2_VERSION) return NOT_TCP;
  frame.enter(ScopeKind.ERSPAN, word & 0x3ff);
  frame.at += 8;
  return ETHERNET;
}

/** Type III: time stamp 32, security tag 16, then P 1 | frame type 5 | hardware 6 | D 1 | granularity 2 | O 1. */
export function erspan3(frame: Frame): number {
  if (frame.captured < 12) return frame.tooShort();
  const word = frame.view.getInt32(frame.at);
  if (word >>> 28 !== TYPE_3_VERSION) return NOT_TCP;
  const last = frame.view.getUint16(frame.at + 10);
  const frameType = (last >>> 10) & 0x1f;
  // With O, 8 octets of the platform's own follow.
  if (!frame.skip((last & 1) === 0 ? 12 : 20)) return frame.tooShort();
  frame.enter(ScopeKind.ERSPAN, word & 0x3ff);
  if (frameType === ETHERNET_FRAME) return ETHERNET;
  return frameType === IP_PACKET ? IP : NOT_TCP;
}
