/**
 * Segments far outside the window, or behind both FINs: forged, or of another connection. Where both ends speak of the same
 * new numbers, which a forger cannot make them do, the capture has missed much: the connection has gone on to there, or,
 * where it was over, another one on the same pair.
 */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { Fact, Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import type { Gaps } from './gaps.ts';
import { Mark } from './marks.ts';

/** A sequence number this far from the window belongs to no segment of the connection as it is known. */
const FAR = 1 << 26;
/** Flows of which a stray segment is remembered at one time. */
const MOST_STRAYS = 4096;

interface Stray {
  readonly half: number;
  readonly end: number;
  readonly ack: number;
}

/** Whether the segment lies far from what is known of both ends. Where only one direction was captured nothing is known of the other. */
export function isForeign(flow: Flow, segment: Segment): boolean {
  const { receiver } = flow;
  return (
    receiver.packets > 0 &&
    (segment.flags & (Flag.SYN | Flag.RST)) === 0 &&
    ((receiver.marked(Mark.HAS_RCV) && isFar(segment.seq, receiver.rcvNxt)) ||
      (receiver.marked(Mark.HAS_SND) && isFar(segment.ack, receiver.sndNxt)) ||
      isBehindFins(flow, segment))
  );
}

/** Whether the segment begins behind its sender's FIN and acknowledges what lies behind its receiver's: neither was ever sent. */
function isBehindFins(flow: Flow, { seq, ack }: Segment): boolean {
  const { sender, receiver } = flow;
  return haveClosed(flow) && seqDiff(seq, sender.sndNxt) > 0 && seqDiff(ack, receiver.sndNxt) > 0;
}

/** Whether both ends were seen to send their FIN: neither sends anything new. */
export function haveClosed({ sender, receiver }: Flow): boolean {
  return sawFin(sender) && sawFin(receiver);
}

function sawFin(endpoint: Endpoint): boolean {
  return endpoint.has(Fact.FIN_SENT) && endpoint.sureOf(Fact.FIN_SENT) === Sure.SEEN;
}

/** Whether a sequence number is so far from another that it belongs to no segment of the same connection. */
export function isFar(seq: number, from: number): boolean {
  return Math.abs(seqDiff(seq, from)) > FAR;
}

export class Strays {
  readonly #latest = new Map<number, Stray>();

  /** Remembers a foreign segment; true if the other end's latest one speaks of the same numbers. */
  agree(flow: Flow, segment: Segment): boolean {
    const { half } = flow.sender;
    const end = (segment.seq + segment.length) | 0;
    const other = this.#latest.get(flow.index);
    if (
      other !== undefined &&
      other.half !== half &&
      !isFar(other.ack, segment.seq) &&
      !isFar(segment.ack, other.end)
    ) {
      this.#latest.delete(flow.index);
      return true;
    }
    if (other !== undefined || this.#latest.size < MOST_STRAYS) {
      this.#latest.set(flow.index, { half, end, ack: segment.ack });
    }
    return false;
  }

  /** Forgets the flow. */
  forget(flow: Flow): void {
    this.#latest.delete(flow.index);
  }
}

/** The connection has gone on unseen: sets both ends to the numbers of the segment. */
export function resynchronise(flow: Flow, { seq, ack }: Segment, gaps: Gaps): void {
  setTo(flow.sender, seq, ack, gaps);
  setTo(flow.receiver, ack, seq, gaps);
  flow.note('gap');
}

function setTo(endpoint: Endpoint, sndNxt: number, rcvNxt: number, gaps: Gaps): void {
  gaps.forget(endpoint);
  // Behind its FIN nothing was missed.
  if (!endpoint.has(Fact.FIN_SENT)) endpoint.startSending(sndNxt);
  endpoint.rcvNxt = rcvNxt;
}
