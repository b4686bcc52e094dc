/**
 * Recognises copies of a packet already seen: `-i any`, mirror ports and networks that duplicate show the same packet
 * twice, and that says nothing of its sender.
 *
 * A small table of the latest segments, found by their digest; a newer segment takes the place of an older one.
 */
import { Flag, type Segment } from '../decode/segment.ts';
import type { Flow } from './flow.ts';

const SLOTS = 1 << 14;
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
    if (segment.digest === 0) return false;
    const digest = digestOf(segment);
    const at = placeOf(digest);
    if (recent[at] === digest && recent[at + 1] === segment.seq && recent[at + 2] === segment.ack) {
      // What is sent again is stamped anew.
      if (segment.hasTimestamps === 1) return true;
      const telling = segment.ipId !== 0 || (segment.flags & (Flag.SYN | Flag.FIN | Flag.RST)) !== 0;
      const elapsed = Math.abs((microseconds(segment.time) - recent[at + 3]!) | 0);
      if (elapsed < (telling ? SOON : AT_ONCE)) return true;
    }
    this.remember(segment);
    return false;
  }

  /** Remembers a segment that cannot be a copy, for it brings something new. */
  remember(segment: Segment): void {
    const recent = this.#recent;
    const digest = digestOf(segment);
    const at = placeOf(digest);
    recent[at] = digest;
    recent[at + 1] = segment.seq;
    recent[at + 2] = segment.ack;
    recent[at + 3] = microseconds(segment.time);
  }
}

/**
 * Whether a segment that looks like a copy answers something of its own: a host with no connection refuses every segment that
 * comes by the same RST, and Linux gives those no IP id.
 */
export function refusesAnew({ sender, receiver }: Flow, { flags, ipId }: Segment): boolean {
  return (flags & Flag.RST) !== 0 && ipId === 0 && receiver.lastSeen > sender.lastSeen;
}

/** The same packet in another VLAN or tunnel is of another flow, and no copy there. */
function digestOf(segment: Segment): number {
  return segment.digest ^ Math.imul(segment.scope, 0x9e3779b1);
}

function placeOf(digest: number): number {
  return ((digest ^ (digest >>> 16)) & (SLOTS - 1)) * WORDS;
}

/** Modulo 2^32: differences hold for 35 minutes. */
function microseconds(time: number): number {
  return (time / 1000) | 0;
}
