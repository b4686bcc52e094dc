/** Segments of a connection that is open or closing: ACKs, data and FINs, in the order of RFC 9293 §3.10.7.4. */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { Fact, Sure } from './facts.ts';
import {
  ackedFin,
  coversFin,
  finArrives,
  finEnd,
  inferUnseenFin,
  isWholeToFin,
  missedFin,
  sentFin,
  takeBackUnseenFin,
} from './fin.ts';
import type { Flow } from './flow.ts';
import { FlowFlag } from './flow-record.ts';
import type { Gaps } from './gaps.ts';
import { acknowledgesSyn, advanceHandshake, onlyOpens } from './handshake.ts';
import { Mark } from './marks.ts';
import { goOn } from './repetition.ts';

/** The sender sent a segment with ACK and without SYN or RST. Returns how many octets it acknowledges that were never seen. */
export function sentSegment(flow: Flow, segment: Segment, gaps: Gaps): number {
  const { sender, receiver } = flow;
  const { seq, ack, time } = segment;
  const fin = (segment.flags & Flag.FIN) !== 0;
  const end = (seq + segment.length + (fin ? 1 : 0)) | 0;

  if (sender.has(Fact.CLOSED) && !speaksOn(flow, segment, end)) {
    // It crossed the RST, but tells as well what had not come by then.
    if (missesFin(flow, segment)) missedFin(sender);
    if (fin) crossedRst(flow, segment, end);
    return 0;
  }
  learnMidStream(flow, segment);
  advanceHandshake(flow, segment);

  if (sender.marked(Mark.PHANTOM_FIN) && segment.length > 0 && seqDiff(end, finEnd(sender)) >= 0)
    takeBackUnseenFin(flow);
  if (
    !receiver.has(Fact.FIN_SENT) &&
    receiver.marked(Mark.HAS_SND) &&
    seqDiff(ack, receiver.sndNxt) === 1 &&
    receiver.has(Fact.ESTABLISHED) &&
    sender.has(Fact.ESTABLISHED)
  ) {
    inferUnseenFin(flow, segment);
  }

  const beyond = seqDiff(seq, sender.sndNxt) > 0;
  if (fin) sentFin(flow, segment, end);
  else goOn(flow);
  if (seqDiff(end, sender.sndNxt) > 0 && !sender.has(Fact.FIN_SENT)) sender.sndNxt = end;
  if (end !== seq) gaps.cover(sender, seq, end, time);

  if (missesFin(flow, segment)) missedFin(sender);

  const unseen = acknowledge(flow, segment, gaps, fin);
  if (coversFin(receiver, ack)) ackedFin(flow, segment, beyond);
  if (
    sender.has(Fact.FIN_SENT) &&
    !receiver.has(Fact.FIN_RECEIVED) &&
    isWholeToFin(sender) &&
    (fin || !receiver.marked(Mark.FIN_UNSEEN))
  ) {
    finArrives(flow, segment);
  }
  return unseen;
}

/** Whether the sender, long after the peer's FIN passed, still does not acknowledge it: that never came. */
function missesFin({ sender, receiver }: Flow, segment: Segment): boolean {
  return (
    sender.has(Fact.FIN_RECEIVED) &&
    sender.sureOf(Fact.FIN_RECEIVED) === Sure.PRESUMED &&
    receiver.has(Fact.FIN_SENT) &&
    !coversFin(receiver, segment.ack) &&
    segment.time - sender.timeOf(Fact.FIN_RECEIVED) > sender.answerTime
  );
}

/** The first segment of an endpoint whose handshake was not seen: facts start as inferred. */
function learnMidStream(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  const { seq, ack, time, packet } = segment;
  if (sender.isKnown && sender.marked(Mark.HAS_SND)) return;
  if (!sender.marked(Mark.HAS_SND)) sender.startSending(seq);
  if (sender.has(Fact.SYN_SENT)) return;
  if (opensFast(receiver) && acknowledgesSyn(receiver, ack)) {
    // A Fast Open server whose SYN+ACK was lost, or overtaken.
    sender.mark(Mark.FAST_OPEN);
    sender.establish(Fact.SYNACK_SENT, Sure.INFERRED, time, packet);
  }
  if (!sender.has(Fact.SYNACK_SENT)) sender.establish(Fact.ESTABLISHED, Sure.INFERRED, time, packet);
  if (!receiver.marked(Mark.HAS_SND)) receiver.startSending(ack);
  if (!receiver.isKnown) receiver.establish(Fact.ESTABLISHED, Sure.INFERRED, time, packet);
}

/** Whether all that is known of the endpoint is a SYN with data. */
function opensFast(endpoint: Endpoint): boolean {
  return onlyOpens(endpoint) && seqDiff(endpoint.sndNxt, endpoint.iss) > 1;
}

/** Whether a closed endpoint shows that it is alive: the RST never came or was forged, or its timer runs longer than ours. */
function speaksOn(flow: Flow, segment: Segment, end: number): boolean {
  const { sender } = flow;
  // A late segment revives no connection that another one has replaced.
  if (!flow.is(FlowFlag.LISTED)) return false;
  if (segment.time - sender.timeOf(Fact.CLOSED) <= sender.answerTime) return false;
  if (sender.sureOf(Fact.CLOSED) === Sure.SEEN && seqDiff(end, flow.rstSeq) <= 0) return false;
  if (sender.sureOf(Fact.CLOSED) !== Sure.TIMER) flow.noteBy('rst-rejected', segment);
  sender.retract(Fact.CLOSED);
  return true;
}

/** A FIN that crossed the RST toward its sender: it was closing already when the RST reached it. */
function crossedRst(flow: Flow, segment: Segment, end: number): void {
  const { sender } = flow;
  if (sender.sureOf(Fact.CLOSED) !== Sure.PRESUMED || sender.has(Fact.FIN_SENT) || !sender.has(Fact.ESTABLISHED))
    return;
  if (end !== ((sender.sndNxt + segment.length + 1) | 0)) return;
  sentFin(flow, segment, end);
  sender.date(Fact.CLOSED, segment.time, segment.packet);
}

/** Moves what the sender acknowledges; returns how many of those octets were never seen. */
function acknowledge(flow: Flow, segment: Segment, gaps: Gaps, fin: boolean): number {
  const { sender, receiver } = flow;
  const { ack, time, packet } = segment;
  if (!sender.marked(Mark.HAS_RCV) || seqDiff(ack, sender.rcvNxt) > 0) {
    if (receiver.packets === 0 && sender.has(Fact.FIN_SENT) && !fin) {
      // One direction alone: the unseen peer's latest segments cover its FIN.
      sender.establish(Fact.FIN_ACKED, Sure.INFERRED, time, packet);
    }
    if (sender.has(Fact.FIN_ACKED) && !coversFin(receiver, ack)) sender.mark(Mark.HALF_CLOSED);
    sender.rcvNxt = ack;
  }
  if (!receiver.marked(Mark.HAS_SND) || seqDiff(ack, receiver.gapFree) <= 0) return 0;
  const unseen = gaps.skipTo(receiver, ack);
  if (seqDiff(ack, receiver.sndNxt) > 0 && !receiver.has(Fact.FIN_SENT)) receiver.sndNxt = ack;
  return receiver.packets === 0 ? 0 : unseen;
}
