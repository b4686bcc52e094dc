/**
 * A FIN that was repeated: which copy of it did its receiver get? The answer echoes the timestamp of the segment that
 * moved RCV.NXT last, and TIME_WAIT keeps that whatever old segments come (RFC 7323 §4.3, §5.8). So an answer to the
 * repetition that echoes it was called up by the first copy that came: those before were lost.
 */
import type { Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import { Fact, PASSIVE } from './facts.ts';
import type { Flow } from './flow.ts';
import { Mark } from './marks.ts';

/** The sender repeats its FIN: from its timestamp on an echo tells copies apart. */
export function stampRepetition(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  if (sender.marked(Mark.HAS_REPETITION)) return;
  // Before its own FIN is acknowledged, a receiver is in no state that would keep its timestamps.
  if (segment.hasTimestamps === 1 && receiver.has(Fact.FIN_ACKED) && (receiver.facts & PASSIVE) === 0) {
    sender.repetitionTsVal = segment.tsVal;
    sender.mark(Mark.HAS_REPETITION);
  } else {
    sender.mark(Mark.REPEATED_BEFORE);
  }
}

/** The sender sends something else than its FIN: TIME_WAIT takes the timestamp of that, too. */
export function goOn(flow: Flow): void {
  const { sender } = flow;
  if (!sender.marked(Mark.HAS_REPETITION)) return;
  sender.unmark(Mark.HAS_REPETITION);
  sender.mark(Mark.REPEATED_BEFORE);
}

/** The sender acknowledges the receiver's FIN for the first time: dates its arrival by the copy that it echoes. */
export function dateArrival(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  if (segment.hasTimestamps === 0 || !receiver.marked(Mark.HAS_REPETITION)) return;
  if (!sender.has(Fact.FIN_ACKED) || (sender.facts & PASSIVE) !== 0) return;
  const arrived = sender.timeOf(Fact.FIN_RECEIVED);
  if (seqDiff(segment.tsEcr, receiver.repetitionTsVal) >= 0) {
    const repeated = receiver.lastSeen;
    // The ACK that the lost FIN carried was lost with it.
    const lostToo = sender.timeOf(Fact.FIN_ACKED) === arrived && !receiver.marked(Mark.ACKED_APART);
    if (lostToo) sender.date(Fact.FIN_ACKED, repeated, segment.packet);
    sender.date(Fact.FIN_RECEIVED, repeated, segment.packet);
  } else if (!receiver.marked(Mark.REPEATED_BEFORE)) {
    const crossed = Math.max(receiver.timeOf(Fact.FIN_SENT), sender.timeOf(Fact.FIN_SENT));
    if (crossed < arrived) sender.date(Fact.FIN_RECEIVED, crossed, segment.packet);
  }
}

/**
 * The sender acknowledges the receiver's FIN so soon after the ACK of its own FIN passed that it had not got that yet: the
 * FIN came first.
 */
export function dateCrossing({ sender, receiver }: Flow, { time, packet }: Segment): void {
  if (!sender.has(Fact.FIN_ACKED) || (sender.facts & PASSIVE) !== 0) return;
  const acked = sender.timeOf(Fact.FIN_ACKED);
  if (acked === time || time - acked >= sender.shortestAnswer / 2) return;
  const crossed = Math.max(receiver.timeOf(Fact.FIN_SENT), sender.timeOf(Fact.FIN_SENT));
  if (crossed >= time) return;
  sender.date(Fact.FIN_RECEIVED, crossed, packet);
  sender.date(Fact.FIN_ACKED, time, sender.packetOf(Fact.FIN_ACKED));
}
