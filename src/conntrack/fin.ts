/** Closing: what a FIN, its repetition and its acknowledgement tell of both ends (RFC 9293 §3.6). */

import type { Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import { type Endpoint, Mark } from './endpoint.ts';
import { Fact, PASSIVE, Sure } from './facts.ts';
import type { Flow } from './flow.ts';

/** A FIN repeated sooner than this (nanoseconds) may have crossed the ACK of the first. */
const REPEATED_SOON = 20e6;

/** The sequence number behind the endpoint's FIN; SND.NXT stays there once the FIN was sent. */
export function finEnd(endpoint: Endpoint): number {
  return endpoint.sndNxt;
}

/** Whether `ack` acknowledges the FIN that `endpoint` sent. */
export function coversFin(endpoint: Endpoint, ack: number): boolean {
  return endpoint.has(Fact.FIN_SENT) && seqDiff(ack, finEnd(endpoint)) >= 0;
}

/** The sender sent a FIN that ends at `end`. */
export function sentFin(flow: Flow, segment: Segment, end: number): void {
  const { sender, receiver } = flow;
  const known = sender.has(Fact.FIN_SENT);
  if (!known && seqDiff(sender.sndNxt, end) > 0) {
    flow.note('foreign'); // it has sent beyond
    return;
  }
  const covers = coversFin(receiver, segment.ack);
  if (covers) sender.mark(Mark.FIN_COVERS);
  else sender.unmark(Mark.FIN_COVERS);
  if (!known || sender.sureOf(Fact.FIN_SENT) === Sure.INFERRED) firstFin(flow, segment, end, covers);
  else if (end === finEnd(sender)) repeatedFin(flow, segment);
  else flow.note('foreign');
}

function firstFin(flow: Flow, segment: Segment, end: number, covers: boolean): void {
  const { sender } = flow;
  const { time, packet } = segment;
  const passive = covers && !repeatsUnseenFin(sender, segment, end);
  sender.establish(Fact.FIN_SENT, Sure.SEEN, time, packet);
  sender.facts = passive ? sender.facts | PASSIVE : sender.facts & ~PASSIVE;
  sender.sndNxt = end;
  if (passive) {
    sender.establish(Fact.FIN_RECEIVED, Sure.SEEN, time, packet);
  } else if (sender.has(Fact.FIN_RECEIVED) && sender.timeOf(Fact.FIN_RECEIVED) < sender.timeOf(Fact.FIN_SENT)) {
    // The FINs crossed: the peer's had not arrived when it sent its own, CLOSE_WAIT never was.
    sender.date(Fact.FIN_RECEIVED, time, packet);
    flow.note('simultaneous-close');
  }
}

/**
 * Whether this FIN, the first that was seen, repeats one that was lost: an ACK that the endpoint sent before lay already
 * behind it, so the first copy came before the peer's FIN was acknowledged.
 */
function repeatsUnseenFin(sender: Endpoint, segment: Segment, end: number): boolean {
  if (!sender.marked(Mark.ACKED_FROM_BEYOND) || seqDiff(sender.sndNxt, end) < 0) return false;
  const sentBeforeThatAck =
    segment.hasTimestamps === 1 && sender.marked(Mark.HAS_FIN_TSVAL) && seqDiff(segment.tsVal, sender.finAckTsVal) <= 0;
  return !sentBeforeThatAck;
}

function repeatedFin(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  const { time } = segment;
  sender.mark(Mark.FIN_AGAIN);
  if (sender.has(Fact.FIN_ACKED) && time - sender.timeOf(Fact.FIN_ACKED) > sender.answerTime) {
    // The ACK of its FIN never came; nor did the peer's FIN, if that carried it.
    sender.retract(Fact.FIN_ACKED);
    if (
      sender.has(Fact.FIN_RECEIVED) &&
      sender.sureOf(Fact.FIN_RECEIVED) === Sure.PRESUMED &&
      receiver.marked(Mark.FIN_COVERS)
    ) {
      sender.retract(Fact.FIN_RECEIVED);
      sender.mark(Mark.FIN_UNSEEN);
    }
  }
  if (
    receiver.has(Fact.FIN_RECEIVED) &&
    receiver.sureOf(Fact.FIN_RECEIVED) === Sure.PRESUMED &&
    !receiver.has(Fact.FIN_SENT) &&
    time - receiver.timeOf(Fact.FIN_RECEIVED) > REPEATED_SOON
  ) {
    receiver.retract(Fact.FIN_RECEIVED);
    receiver.mark(Mark.FIN_DOUBT);
  }
}

/** The stream up to the sender's FIN is complete: it is presumed to have reached the receiver. */
export function finArrives(flow: Flow, segment: Segment): void {
  const { receiver } = flow;
  if (receiver.marked(Mark.FIN_DOUBT) && !receiver.has(Fact.FIN_SENT)) return;
  if (!receiver.has(Fact.ESTABLISHED) || receiver.has(Fact.CLOSED)) return;
  receiver.establish(Fact.FIN_RECEIVED, Sure.PRESUMED, segment.time, segment.packet);
}

/** The sender acknowledges the receiver's FIN: proof that it has it, and what the order of FINs can be read from. */
export function ackedFin(flow: Flow, segment: Segment, beyond: boolean): void {
  const { sender, receiver } = flow;
  const { time, packet } = segment;
  if (!sender.marked(Mark.FIN_ACK_SEEN)) {
    sender.mark(Mark.FIN_ACK_SEEN);
    // The answer to a repeated FIN says nothing of the order.
    if (beyond && !receiver.marked(Mark.FIN_AGAIN)) sender.mark(Mark.ACKED_FROM_BEYOND);
    if (segment.hasTimestamps === 1) sender.finAckTsVal = segment.tsVal;
  }
  sender.establish(Fact.FIN_RECEIVED, Sure.SEEN, time, packet);
  receiver.establish(Fact.FIN_ACKED, Sure.PRESUMED, time, packet);
  if (sender.has(Fact.FIN_ACKED) && receiver.marked(Mark.FIN_COVERS) && !receiver.marked(Mark.FIN_AGAIN)) {
    // The peer's only FIN carried the ACK of its own: who has the one has the other.
    sender.establish(Fact.FIN_ACKED, Sure.SEEN, time, packet);
  }
}

/** An ACK one beyond everything that its receiver was seen to send: it acknowledges a FIN that passed unseen. */
export function inferUnseenFin(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  receiver.establish(Fact.FIN_SENT, Sure.INFERRED, segment.time, segment.packet);
  if (sender.has(Fact.FIN_SENT) && receiver.has(Fact.FIN_RECEIVED)) receiver.facts |= PASSIVE;
  receiver.sndNxt = segment.ack;
  flow.note('fin-missed');
}

/** Data where its unseen FIN was taken to be: there was none. */
export function takeBackUnseenFin(flow: Flow): void {
  const { sender, receiver } = flow;
  sender.retract(Fact.FIN_SENT);
  sender.retract(Fact.FIN_ACKED);
  sender.facts &= ~PASSIVE;
  receiver.retract(Fact.FIN_RECEIVED);
}
