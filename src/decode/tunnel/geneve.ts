/**
 * Geneve (RFC 8926 §3.4):
 *
 * ```
 * 0  version 2 | options length 6 (words) | O C reserved 6 | protocol 16 (EtherType)
 * 4  network identifier 24 | reserved 8
 * 8  options
 * ```
 */
import type { Frame } from '../frame.ts';
import { NOT_TCP } from '../next.ts';
import { ScopeKind } from '../scopes.ts';

/** Bits of the first word that a sender leaves 0: version and reserved. */
const MUST_BE_ZERO = 0xc03f0000 | 0;

export function geneve(frame: Frame): number {
  const { view, at } = frame;
  if (frame.captured < 8) return frame.tooShort();
  const word = view.getInt32(at);
  const protocol = word & 0xffff;
  if ((word & MUST_BE_ZERO) !== 0 || protocol < 0x600) return NOT_TCP;
  frame.enter(ScopeKind.GENEVE, view.getInt32(at + 4) >>> 8);
  return frame.skip(8 + ((word >>> 24) & 0x3f) * 4) ? protocol : frame.tooShort();
}
