/** BSD loopback: an address family of 32 bits, in the byte order of the machine (NULL) or of the network (LOOP). */
import type { Frame } from '../frame.ts';
import { IPV4, IPV6, NOT_TCP } from '../next.ts';

const FAMILY_INET = 2;
/** IPv6 on Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
const FAMILIES_INET6: readonly number[] = [10, 24, 28, 30];

export function loopback(frame: Frame): number {
  if (frame.captured < 4) return frame.tooShort();
  const value = frame.view.getUint32(frame.at);
  // Families are small: read the wrong way round they are not.
  const family = value > 0xffff ? frame.view.getUint32(frame.at, true) : value;
  frame.at += 4;
  if (family === FAMILY_INET) return IPV4;
  return FAMILIES_INET6.includes(family) ? IPV6 : NOT_TCP;
}
