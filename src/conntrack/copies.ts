/**
 * Recognises copies of a packet already seen: `-i any`, mirror ports and networks that duplicate show the same packet
 * twice, and that says nothing of its sender.
 *
 * A small table of the latest segments, found by their digest; a newer segment takes the place of an older one.
 */
import { Flag, type Segment } from '../decode/segment.ts';

const SLOTS = 1 << 15;
const WORDS = 4;
/** Within this time (microseconds) equal means copied; a sender that repeats a segment so soon changes its IP id or timestamps. */
const SOON = 20_000;
/** The same where neither IP id nor timestamps tell a repetition from a copy. */
const AT_ONCE = 2_000;

export class Copies {
  /** Digest, sequence number, acknowledgement, and time in microseconds modulo 2^32. */
  readonly #recent = new Int32Array(SLOTS * WORDS);

  /** Whether the segment is a copy of one before; remembers it if not. A digest of 0 is that of nothing. */
  isCopy(segment: Segment): boolean {
    const recent = this.#recent;
    const { digest, seq, ack } = segment;
    if (digest === 0) return false;
    const at = ((digest ^ (digest >>> 16)) & (SLOTS - 1)) * WORDS;
    const micros = Math.floor(segment.time / 1000) | 0;
    if (recent[at] === digest && recent[at + 1] === seq && recent[at + 2] === ack) {
      const telling = segment.ipId !== 0 || (segment.flags & (Flag.SYN | Flag.FIN)) !== 0;
      if (segment.hasTimestamps === 1 && telling) return true;
      const elapsed = Math.abs((micros - recent[at + 3]!) | 0);
      if (elapsed < (segment.ipId !== 0 || segment.hasTimestamps === 1 ? SOON : AT_ONCE)) return true;
    }
    recent[at] = digest;
    recent[at + 1] = seq;
    recent[at + 2] = ack;
    recent[at + 3] = micros;
    return false;
  }
}
