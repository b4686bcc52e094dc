/** Which combinations of flags make sense. */
import { Flag } from '../decode/segment.ts';

/** Flags that no TCP sends; RFC 9293 §3.10.7 drops what has neither SYN, RST nor ACK. */
export function hasNonsenseFlags(flags: number): boolean {
  if ((flags & (Flag.SYN | Flag.RST | Flag.ACK)) === 0) return true;
  return (flags & Flag.SYN) !== 0 && (flags & (Flag.FIN | Flag.RST)) !== 0;
}
