/** Teredo (RFC 4380 §5.1.1): IPv6 in UDP, behind an authentication and an origin indication or neither. */
import type { Frame } from '../frame.ts';
import { IPV6, NOT_TCP } from '../next.ts';
import { ScopeKind } from '../scopes.ts';

const ORIGIN = 0x0000;
const AUTHENTICATION = 0x0001;

export function teredo(frame: Frame): number {
  const { view } = frame;
  if (frame.captured < 4) return frame.tooShort();
  if (view.getUint16(frame.at) === AUTHENTICATION) {
    // Type 2, length of id, length of authentication value, both of these, nonce 8, confirmation 1.
    const length = 4 + view.getUint8(frame.at + 2) + view.getUint8(frame.at + 3) + 9;
    if (!frame.skip(length) || frame.captured < 2) return frame.tooShort();
  }
  if (view.getUint16(frame.at) === ORIGIN && !frame.skip(8)) return frame.tooShort();
  if (frame.captured < 1) return frame.tooShort();
  if (view.getUint8(frame.at) >>> 4 !== 6) return NOT_TCP;
  frame.enter(ScopeKind.TEREDO, 0);
  return IPV6;
}
