/**
 * GRE (RFC 2784 §2, RFC 2890 §2) and version 1 of it, which PPTP uses (RFC 2637 §4.1):
 *
 * ```
 * 0  C R K S … | version 3 | protocol 16 (EtherType)
 *    [checksum 16 | offset 16]  with C
 *    [key 32]                   with K
 *    [sequence number 32]       with S
 *    [acknowledgment 32]        with A, version 1
 * ```
 */
import type { Frame } from '../frame.ts';
import { ETHERNET, NOT_TCP, PPP } from '../next.ts';
import { ScopeKind } from '../scopes.ts';
import { erspan2, erspan3 } from './erspan.ts';

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
/** Version 1 only. */
const ACKNOWLEDGMENT = 0x0080;

const ERSPAN_1_OR_2 = 0x88be;
const ERSPAN_3 = 0x22eb;
const ENHANCED_PPP = 0x880b;

export function gre(frame: Frame): number {
  if (frame.captured < 4) return frame.tooShort();
  const flags = frame.view.getUint16(frame.at);
  const protocol = frame.view.getUint16(frame.at + 2);
  frame.at += 4;
  const version = flags & 7;
  if (version === 1) return protocol === ENHANCED_PPP ? pptp(frame, flags) : NOT_TCP;
  // Source routes were withdrawn with RFC 2784.
  if (version !== 0 || (flags & ROUTING) !== 0) return NOT_TCP;

  if ((flags & CHECKSUM) !== 0 && !frame.skip(4)) return frame.tooShort();
  const keyAt = frame.at;
  if ((flags & KEY) !== 0 && !frame.skip(4)) return frame.tooShort();
  if ((flags & SEQUENCE) !== 0 && !frame.skip(4)) return frame.tooShort();

  if (protocol === ERSPAN_3) return erspan3(frame);
  if (protocol === ERSPAN_1_OR_2) {
    if ((flags & SEQUENCE) !== 0) return erspan2(frame);
    // Type I has no header of its own.
    frame.enter(ScopeKind.ERSPAN_1, 0);
    return ETHERNET;
  }
  if ((flags & KEY) !== 0) frame.enter(ScopeKind.GRE_KEY, frame.view.getInt32(keyAt));
  else frame.enterBetweenAddresses(ScopeKind.GRE);
  return protocol < 0x600 ? NOT_TCP : protocol;
}

/** The key holds length and call id, and call ids differ by direction. */
function pptp(frame: Frame, flags: number): number {
  const words = 1 + ((flags & SEQUENCE) === 0 ? 0 : 1) + ((flags & ACKNOWLEDGMENT) === 0 ? 0 : 1);
  if (!frame.skip(words * 4)) return frame.tooShort();
  // An acknowledgment alone has no payload.
  if ((flags & SEQUENCE) === 0) return NOT_TCP;
  frame.enterBetweenAddresses(ScopeKind.GRE);
  return PPP;
}
