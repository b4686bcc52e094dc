/**
 * Segments far outside the window: forged, or of another connection, unless the capture has missed so much that the
 * connection itself has gone on. Then both ends speak of the same new numbers, which a forger cannot make them do.
 */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { Fact } from './facts.ts';
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
export function isForeign({ receiver }: Flow, segment: Segment): boolean {
  return (
    receiver.packets > 0 &&
    (segment.flags & (Flag.SYN | Flag.RST)) === 0 &&
    ((receiver.marked(Mark.HAS_RCV) && isFar(segment.seq, receiver.rcvNxt)) ||
      (receiver.marked(Mark.HAS_SND) && isFar(segment.ack, receiver.sndNxt)))
  );
}

/** Whether a sequence number is so far from another that it belongs to no segment of the same connection. */
export function isFar(seq: number, from: number): boolean {
  return Math.abs(seqDiff(seq, from)) > FAR;
}

export class Strays {
  readonly #latest = new Map<number, Stray>();

  /**
   * Remembers a foreign segment; true if the other end's latest one speaks of the same numbers: both ends are set to
   * them, and the segment is of the connection.
   */
  agree(flow: Flow, segment: Segment, gaps: Gaps): boolean {
    const { sender, receiver } = flow;
    const end = (segment.seq + segment.length) | 0;
    const other = this.#latest.get(flow.index);
    if (other !== undefined && other.half !== sender.half) {
      if (!isFar(other.ack, segment.seq) && !isFar(segment.ack, other.end)) {
        this.#latest.delete(flow.index);
        setTo(sender, segment.seq, segment.ack, gaps);
        setTo(receiver, segment.ack, segment.seq, gaps);
        flow.note('gap');
        return true;
      }
    }
    if (other !== undefined || this.#latest.size < MOST_STRAYS) {
      this.#latest.set(flow.index, { half: sender.half, end, ack: segment.ack });
    }
    return false;
  }

  /** Forgets the flow. */
  forget(flow: Flow): void {
    this.#latest.delete(flow.index);
  }
}

function setTo(endpoint: Endpoint, sndNxt: number, rcvNxt: number, gaps: Gaps): void {
  gaps.forget(endpoint);
  // Behind its FIN nothing was missed.
  if (!endpoint.has(Fact.FIN_SENT)) endpoint.startSending(sndNxt);
  endpoint.rcvNxt = rcvNxt;
}
