/**
 * Header prediction: the segment that an open connection expects next, in sequence and with nothing out of the ordinary.
 * Most segments are of this kind, and all that they change is a few variables; every other takes the full way. The idea
 * is that of Van Jacobson's fast path in BSD (RFC 1323 appendix F; kept by Linux).
 */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { Fact, Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import { Mark } from './marks.ts';
import { StateCode } from './states.ts';
import { countPayload, timeAnswer } from './traffic.ts';

/** Flags that say something of the connection itself. */
const TELLING = Flag.SYN | Flag.FIN | Flag.RST | Flag.ACK;

/** Takes the segment in if it is the expected one; false where it is not, with nothing changed. */
export function takeExpected(flow: Flow, segment: Segment): boolean {
  const { sender, receiver } = flow;
  const { seq, ack, length } = segment;
  if ((segment.flags & TELLING) !== Flag.ACK || seq !== sender.sndNxt) return false;
  const news = seqDiff(ack, sender.rcvNxt);
  if (news < 0 || (news === 0 && length === 0) || seqDiff(ack, receiver.gapFree) > 0) return false;
  // What the sender sends now proves it open; of the receiver it says nothing new.
  if (sender.state !== StateCode.ESTABLISHED || receiver.state !== StateCode.ESTABLISHED) return false;
  if (
    (sender.marks & (Mark.GAPS | Mark.PROBED | Mark.FAST_OPEN)) !== 0 ||
    segment.window === 0 ||
    (length <= 1 && receiver.window === 0)
  ) {
    return false;
  }
  timeAnswer(flow, segment);
  if (sender.sureOf(Fact.ESTABLISHED) === Sure.PRESUMED) {
    sender.establish(Fact.ESTABLISHED, Sure.SEEN, segment.time, segment.packet);
  }
  sender.rcvNxt = ack;
  if (length > 0) advance(sender, (seq + length) | 0);
  else sender.unmark(Mark.ADVANCED);
  countPayload(sender, segment);
  return true;
}

function advance(sender: Endpoint, end: number): void {
  sender.sndNxt = end;
  sender.gapFree = end;
  sender.mark(Mark.ADVANCED);
}
