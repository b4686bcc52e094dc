/** Closing: what a FIN, its repetition and its acknowledgement tell of both ends (RFC 9293 §3.6). */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { Fact, ORDER_INFERRED, PASSIVE, Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import { Mark } from './marks.ts';
import { dateArrival, dateCrossing, stampRepetition } from './repetition.ts';

/** A FIN repeated sooner than this (nanoseconds) may have crossed the ACK of the first. */
const REPEATED_SOON = 20e6;

/** The sequence number behind the endpoint's FIN; SND.NXT stays there once the FIN was sent. */
export function finEnd(endpoint: Endpoint): number {
  return endpoint.sndNxt;
}

/** Whether all that the sender has sent, up to its FIN, passed the capture point. */
export function isWholeToFin(sender: Endpoint): boolean {
  return seqDiff(sender.gapFree, finEnd(sender)) >= 0;
}

/** Whether `ack` acknowledges the FIN that `endpoint` sent. */
export function coversFin(endpoint: Endpoint, ack: number): boolean {
  return endpoint.has(Fact.FIN_SENT) && seqDiff(ack, finEnd(endpoint)) >= 0;
}

/** The sender sent a FIN that ends at `end`. */
export function sentFin(flow: Flow, segment: Segment, end: number): void {
  const { sender, receiver } = flow;
  const known = sender.has(Fact.FIN_SENT);
  if ((!known || sender.marked(Mark.PHANTOM_FIN)) && seqDiff(sender.sndNxt, end) > 0) {
    flow.note('foreign'); // it has sent beyond
    return;
  }
  const covers = coversFin(receiver, segment.ack);
  if (covers) sender.mark(Mark.FIN_COVERS);
  else sender.unmark(Mark.FIN_COVERS);
  if (!known || sender.marked(Mark.PHANTOM_FIN)) firstFin(flow, segment, end, covers);
  else if (end !== finEnd(sender)) flow.note('foreign');
  else if (!covers && (sender.facts & PASSIVE) !== 0) lateFin(flow);
  else repeatedFin(flow, segment);
}

function firstFin(flow: Flow, segment: Segment, end: number, covers: boolean): void {
  const { sender, receiver } = flow;
  const { time, packet } = segment;
  const answers = covers && (receiver.facts & PASSIVE) === 0;
  const repeats = answers && repeatsUnseenFin(sender, segment, end);
  const passive = answers && !repeats;
  // The first segment of a connection already open: it may have received the peer's FIN before.
  const atFirstSight = sender.packets === 0 && sender.sureOf(Fact.ESTABLISHED) === Sure.INFERRED;
  sender.establish(Fact.FIN_SENT, atFirstSight ? Sure.INFERRED : Sure.SEEN, time, packet);
  sender.facts =
    (sender.facts & ~(PASSIVE | ORDER_INFERRED)) | (passive ? PASSIVE : 0) | (repeats ? ORDER_INFERRED : 0);
  sender.sndNxt = end;
  if (sender.marked(Mark.PHANTOM_FIN)) {
    sender.unmark(Mark.PHANTOM_FIN);
    if (receiver.has(Fact.FIN_RECEIVED)) hasFin(receiver, sender, segment);
  }
  if (passive) {
    sender.establish(Fact.FIN_RECEIVED, proofOf(receiver), time, packet);
  } else if (sender.has(Fact.FIN_RECEIVED) && sender.timeOf(Fact.FIN_RECEIVED) < sender.timeOf(Fact.FIN_SENT)) {
    if (time - sender.timeOf(Fact.FIN_RECEIVED) > sender.answerTime) {
      missedFin(sender);
    } else {
      // The FINs crossed: the peer's had not arrived when it sent its own, CLOSE_WAIT never was.
      sender.date(Fact.FIN_RECEIVED, time, packet);
      flow.note('simultaneous-close');
    }
  } else if (sender.marked(Mark.FIN_DOUBT) && time - receiver.lastSeen <= sender.answerTime) {
    // It crossed a repetition of the peer's FIN.
    sender.establish(Fact.FIN_RECEIVED, Sure.PRESUMED, time, packet);
    flow.note('simultaneous-close');
  }
}

/** A FIN that acknowledges less than the one that was taken for the first: it was sent before that, and overtaken. */
function lateFin(flow: Flow): void {
  const { sender } = flow;
  sender.facts &= ~PASSIVE;
  const sent = sender.timeOf(Fact.FIN_SENT);
  if (sender.timeOf(Fact.FIN_RECEIVED) < sent) sender.date(Fact.FIN_RECEIVED, sent, sender.packetOf(Fact.FIN_SENT));
  flow.note('simultaneous-close');
}

/** How sure it is that the peer's FIN arrived, once it is acknowledged: as sure as that there was one. */
export function proofOf(peer: Endpoint): Sure {
  return peer.sureOf(Fact.FIN_SENT) === Sure.INFERRED ? Sure.INFERRED : Sure.SEEN;
}

/** The peer's FIN did not reach it when it was presumed to; it is presumed again when it is repeated. */
export function missedFin(endpoint: Endpoint): void {
  endpoint.retract(Fact.FIN_RECEIVED);
  endpoint.mark(Mark.FIN_UNSEEN);
}

/**
 * Whether this FIN, the first that was seen, repeats one that was lost: an ACK that the endpoint sent before lay already
 * behind it, so the first copy came before the peer's FIN was acknowledged. Most likely: that ACK can have answered a
 * duplicate, behind a first FIN that acknowledged the peer's.
 */
function repeatsUnseenFin(sender: Endpoint, segment: Segment, end: number): boolean {
  if (!sender.marked(Mark.ACKED_FROM_BEYOND) || seqDiff(sender.sndNxt, end) < 0) return false;
  const sentBeforeThatAck =
    segment.hasTimestamps === 1 && sender.marked(Mark.HAS_FIN_TSVAL) && seqDiff(segment.tsVal, sender.tsVal) <= 0;
  return !sentBeforeThatAck;
}

function repeatedFin(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  const { time } = segment;
  sender.mark(Mark.FIN_AGAIN);
  stampRepetition(flow, segment);
  if (isOverdue(sender, Fact.FIN_ACKED, time) && sender.sureOf(Fact.FIN_ACKED) !== Sure.SEEN) {
    takeBackAck(flow, segment);
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

/** The ACK of the sender's FIN never came; nor did the peer's FIN, if that carried it. */
function takeBackAck(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  const { time } = segment;
  if (time - receiver.lastSeen <= sender.answerTime && coversFin(sender, receiver.rcvNxt)) {
    // Another ACK is under way: that one counts now.
    const withFin = sender.has(Fact.FIN_RECEIVED) && sender.timeOf(Fact.FIN_RECEIVED) === receiver.lastSeen;
    sender.date(Fact.FIN_ACKED, receiver.lastSeen, withFin ? sender.packetOf(Fact.FIN_RECEIVED) : segment.packet);
  } else {
    sender.retract(Fact.FIN_ACKED);
  }
  if (
    sender.sureOf(Fact.FIN_RECEIVED) === Sure.PRESUMED &&
    receiver.marked(Mark.FIN_COVERS) &&
    isOverdue(sender, Fact.FIN_RECEIVED, time)
  ) {
    missedFin(sender);
  }
}

/** Whether a fact holds for so long that what the endpoint sends at `time` was sent in its knowledge. */
function isOverdue(endpoint: Endpoint, fact: Fact, time: number): boolean {
  return endpoint.has(fact) && time - endpoint.timeOf(fact) > endpoint.answerTime;
}

/** The stream up to the sender's FIN is complete: it is presumed to have reached the receiver. */
export function finArrives(flow: Flow, segment: Segment): void {
  const { receiver } = flow;
  if (receiver.marked(Mark.FIN_DOUBT) && !receiver.has(Fact.FIN_SENT)) return;
  if (!receiver.has(Fact.ESTABLISHED) || receiver.has(Fact.CLOSED)) return;
  // A FIN as the first packet of all: that of the first closer, or the answer to it. The ACK will tell.
  const atFirstSight = flow.sender.packets === 0 && receiver.packets === 0;
  if (atFirstSight && receiver.sureOf(Fact.ESTABLISHED) === Sure.INFERRED) return;
  receiver.establish(Fact.FIN_RECEIVED, Sure.PRESUMED, segment.time, segment.packet);
}

/** The sender acknowledges the receiver's FIN: proof that it has it, and what the order of FINs can be read from. */
export function ackedFin(flow: Flow, segment: Segment, beyond: boolean): void {
  const { sender, receiver } = flow;
  const { time, packet } = segment;
  if (!sender.marked(Mark.FIN_ACK_SEEN)) {
    sender.mark(Mark.FIN_ACK_SEEN);
    // The answer to a repeated FIN, or to any other duplicate, says nothing of the order.
    if (beyond && !receiver.marked(Mark.FIN_AGAIN) && segment.duplicateSack === 0) sender.mark(Mark.ACKED_FROM_BEYOND);
    if (segment.hasTimestamps === 1) {
      sender.tsVal = segment.tsVal;
      sender.unmark(Mark.HAS_SYN_TSVAL);
      sender.mark(Mark.HAS_FIN_TSVAL);
    }
  }
  if ((segment.flags & Flag.FIN) === 0) sender.mark(Mark.ACKED_APART);
  receiver.establish(Fact.FIN_ACKED, Sure.PRESUMED, time, packet);
  const wasUnknown = !sender.has(Fact.FIN_RECEIVED);
  const isFirst = wasUnknown || sender.sureOf(Fact.FIN_RECEIVED) !== Sure.SEEN;
  hasFin(sender, receiver, segment);
  if (wasUnknown) dateCrossing(flow, segment);
  if (isFirst) dateArrival(flow, segment);
}

/** It is proved that `endpoint` has the FIN of `peer`, as far as there was one. */
function hasFin(endpoint: Endpoint, peer: Endpoint, segment: Segment): void {
  const sure = proofOf(peer);
  endpoint.establish(Fact.FIN_RECEIVED, sure, segment.time, segment.packet);
  if (endpoint.has(Fact.FIN_ACKED) && (peer.facts & PASSIVE) !== 0) {
    // Every FIN of the peer carried the ACK of its own: who has the one has the other.
    endpoint.establish(Fact.FIN_ACKED, sure, segment.time, segment.packet);
  }
}

/** An ACK one beyond everything that its receiver was seen to send: it acknowledges a FIN that passed unseen. */
export function inferUnseenFin(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  receiver.establish(Fact.FIN_SENT, Sure.INFERRED, segment.time, segment.packet);
  receiver.mark(Mark.PHANTOM_FIN);
  if (sender.has(Fact.FIN_SENT) && receiver.has(Fact.FIN_RECEIVED)) receiver.facts |= PASSIVE;
  receiver.sndNxt = segment.ack;
  flow.note('fin-missed');
}

/** Data where its unseen FIN was taken to be: there was none. */
export function takeBackUnseenFin(flow: Flow): void {
  const { sender, receiver } = flow;
  sender.retract(Fact.FIN_SENT);
  sender.retract(Fact.FIN_ACKED);
  sender.facts &= ~(PASSIVE | ORDER_INFERRED);
  sender.unmark(Mark.PHANTOM_FIN);
  // Nor did the receiver close second.
  receiver.retract(Fact.FIN_RECEIVED);
  receiver.facts &= ~PASSIVE;
  receiver.unmark(Mark.FIN_COVERS);
}
