/** Opening: SYN, SYN+ACK, and the ACK that completes the handshake (RFC 9293 §3.5, §3.10.7; RFC 7413). */

import { Flag, type Segment, SynOption } from '../decode/segment.ts';
import { seqDiff, seqMax } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { CloseCause, closeCause, Fact, Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import { Mark } from './marks.ts';

/** What an endpoint that only opens can not have gone through yet, and one that has answered a SYN. */
const AFTER_OPENING: readonly Fact[] = [Fact.FIN_SENT, Fact.FIN_ACKED, Fact.FIN_RECEIVED];
const AFTER_ANSWERING: readonly Fact[] = [Fact.FIN_RECEIVED];

/** The first segment of a flow: which end is the client, and what it tells of a handshake that passed unseen. */
export function beginFlow(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  const { flags, ack } = segment;
  if ((flags & Flag.SYN) !== 0) {
    flow.clientHalf = (flags & Flag.ACK) === 0 ? sender.half : receiver.half;
  } else if ((flags & (Flag.RST | Flag.ACK)) === (Flag.RST | Flag.ACK) && segment.seq === 0) {
    // It refuses a SYN that passed unseen (RFC 9293 §3.10.7.1).
    flow.clientHalf = receiver.half;
    receiver.iss = (ack - 1) | 0;
    receiver.startSending(ack);
    receiver.establish(Fact.SYN_SENT, Sure.INFERRED, segment.time, segment.packet);
  } else {
    // The lower port serves; of equal ones, the end that is heard first opened.
    flow.clientHalf = segment.sourcePort >= segment.destinationPort ? sender.half : receiver.half;
    flow.note('mid-stream');
  }
}

/** The sender opens: proof that it is in SYN_SENT. */
export function sentSyn(flow: Flow, segment: Segment): void {
  const { sender } = flow;
  const { time, packet } = segment;
  if (!sender.marked(Mark.HAS_ISS)) {
    sender.iss = segment.seq;
    if (!sender.marked(Mark.HAS_SND)) sender.startSending((segment.seq + 1 + segment.length) | 0);
  } else if (
    closeCause(sender.facts) === CloseCause.REFUSED &&
    sender.has(Fact.CLOSED) &&
    time - sender.timeOf(Fact.CLOSED) > sender.answerTime
  ) {
    // It repeats the SYN that a RST was to refuse: that RST never arrived.
    sender.retract(Fact.CLOSED);
    flow.noteBy('rst-rejected', segment);
  }
  takeBackGivingUp(sender);
  if (segment.length > 0) flow.note('fast-open');
  keepSynOptions(sender, segment);
  sender.establish(Fact.SYN_SENT, Sure.SEEN, time, packet);
}

/** The sender answers a SYN: proof that the SYN reached it, and that it is in SYN_RCVD. */
export function sentSynAck(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  const { seq, ack, time, packet } = segment;
  if (receiver.marked(Mark.HAS_ISS)) {
    const acknowledged = seqDiff(ack, receiver.iss);
    if (acknowledged <= 0 || acknowledged > Math.max(1, seqDiff(receiver.sndNxt, receiver.iss))) {
      flow.note('foreign');
      return;
    }
  }
  if (sender.marked(Mark.HAS_ISS) && sender.iss !== seq) {
    // A server that forgot its first SYN+ACK, or a forgery: the ACK will tell which of them counts.
    sender.mark(Mark.OTHER_ISN);
    return;
  }
  const again = sender.has(Fact.SYNACK_SENT) && sender.sureOf(Fact.SYNACK_SENT) === Sure.SEEN;
  sender.iss = seq;
  if (!sender.marked(Mark.HAS_SND)) sender.startSending((seq + 1 + segment.length) | 0);
  if (!again) keepSynOptions(sender, segment);
  if (!sender.marked(Mark.HAS_RCV) || seqDiff(ack, sender.rcvNxt) > 0) sender.rcvNxt = ack;
  if (!receiver.marked(Mark.HAS_ISS)) {
    receiver.iss = (ack - 1) | 0;
    if (!receiver.marked(Mark.HAS_SND)) receiver.startSending(ack);
    receiver.establish(Fact.SYN_SENT, Sure.INFERRED, time, packet);
  } else if (seqDiff(ack, receiver.iss) > 1 || takesCookie(flow, ack)) {
    sender.mark(Mark.FAST_OPEN);
  }
  takeBackGivingUp(sender);
  // It had refused an earlier copy of the SYN.
  if (sender.has(Fact.CLOSED) && !sender.has(Fact.ESTABLISHED) && !again) sender.retract(Fact.CLOSED);
  if (onlyOpens(sender)) dateAnew(sender, AFTER_OPENING, time, packet);
  sender.establish(Fact.SYNACK_SENT, Sure.SEEN, time, packet);
  if (again) takeBackEstablished(flow, segment);
  if (receiver.has(Fact.SYNACK_SENT)) {
    // Simultaneous open: it acknowledges the peer's SYN, as the handshake's ACK does.
    flow.note('simultaneous-open');
    open(receiver, Sure.PRESUMED, time, packet);
  }
}

/** Whether a SYN with a Fast Open cookie and no data can have been accepted: a request for a cookie is answered by one. */
function takesCookie({ sender, receiver }: Flow, ack: number): boolean {
  return receiver.fastOpenOption && !sender.fastOpenOption && ack === receiver.sndNxt;
}

/** It goes on where by the profile's timers it had given up: its timers run longer. */
function takeBackGivingUp(sender: Endpoint): void {
  if (sender.has(Fact.CLOSED) && closeCause(sender.facts) === CloseCause.GAVE_UP) sender.retract(Fact.CLOSED);
}

/** A repeated SYN+ACK: the ACK that was presumed to have completed the handshake never arrived, or was dropped. */
function takeBackEstablished(flow: Flow, segment: Segment): void {
  const { sender } = flow;
  const { time } = segment;
  if (
    sender.has(Fact.ESTABLISHED) &&
    sender.sureOf(Fact.ESTABLISHED) !== Sure.SEEN &&
    time - sender.timeOf(Fact.ESTABLISHED) > sender.answerTime
  ) {
    sender.retract(Fact.ESTABLISHED);
    sender.retract(Fact.CLOSED);
    flow.noteBy('synack-repeated', segment);
  } else if (
    sender.has(Fact.CLOSED) &&
    sender.sureOf(Fact.CLOSED) === Sure.PRESUMED &&
    time - sender.timeOf(Fact.CLOSED) > sender.answerTime
  ) {
    sender.retract(Fact.CLOSED);
    flow.noteBy('rst-rejected', segment);
  }
}

/** What an ACK without SYN tells of the handshake, of its sender first, then of its receiver. */
export function advanceHandshake(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  const { seq, ack, time, packet } = segment;
  if (sender.has(Fact.SYN_SENT) && !sender.has(Fact.ESTABLISHED) && !sender.has(Fact.SYNACK_SENT)) {
    if (!receiver.marked(Mark.HAS_ISS) && !receiver.marked(Mark.HAS_SND)) {
      // Its SYN+ACK passed unseen.
      receiver.iss = (ack - 1) | 0;
      receiver.startSending(ack);
      receiver.retract(Fact.CLOSED);
      receiver.establish(Fact.SYNACK_SENT, Sure.INFERRED, time, packet);
    }
    takeOtherIsn(receiver, ack);
    const acknowledges = receiver.marked(Mark.HAS_ISS)
      ? seqDiff(ack, receiver.iss) >= 1
      : receiver.marked(Mark.HAS_SND);
    if (acknowledges && seq !== sender.iss) open(sender, Sure.SEEN, time, packet);
  } else if (
    sender.has(Fact.SYNACK_SENT) &&
    !(sender.has(Fact.ESTABLISHED) && sender.sureOf(Fact.ESTABLISHED) === Sure.SEEN)
  ) {
    const early = sender.marked(Mark.FAST_OPEN) && (!receiver.has(Fact.ESTABLISHED) || crossesAck(sender, segment));
    if (early && (segment.flags & Flag.FIN) !== 0) sender.retract(Fact.ESTABLISHED);
    const beyondSynAck = sender.has(Fact.SYN_SENT) || !sender.marked(Mark.FAST_OPEN) || seqDiff(ack, sender.rcvNxt) > 0;
    if (!early && beyondSynAck) {
      open(sender, Sure.SEEN, time, packet);
      if (receiver.packets === 0 && receiver.has(Fact.SYN_SENT)) {
        takeBackGivingUp(receiver);
        open(receiver, Sure.INFERRED, time, packet);
      }
    }
  } else if (sender.has(Fact.ESTABLISHED) && sender.sureOf(Fact.ESTABLISHED) === Sure.PRESUMED) {
    open(sender, Sure.SEEN, time, packet);
  }
  if (
    receiver.has(Fact.SYNACK_SENT) &&
    !receiver.has(Fact.ESTABLISHED) &&
    !receiver.has(Fact.CLOSED) &&
    sender.has(Fact.ESTABLISHED) &&
    receiver.marked(Mark.HAS_ISS) &&
    seqDiff(ack, receiver.iss) >= 1
  ) {
    open(receiver, Sure.PRESUMED, time, packet);
  }
}

/** A Fast Open server speaks before the handshake's ACK has come: that can be under way yet. */
function crossesAck(server: Endpoint, segment: Segment): boolean {
  return (
    server.has(Fact.ESTABLISHED) &&
    server.sureOf(Fact.ESTABLISHED) === Sure.PRESUMED &&
    segment.time - server.timeOf(Fact.ESTABLISHED) <= server.answerTime &&
    segment.ack === server.rcvNxt
  );
}

/** The handshake is done for `endpoint`. */
function open(endpoint: Endpoint, sure: Sure, time: number, packet: number): void {
  if (!endpoint.has(Fact.ESTABLISHED)) {
    dateAnew(endpoint, onlyOpens(endpoint) ? AFTER_OPENING : AFTER_ANSWERING, time, packet);
  }
  endpoint.establish(Fact.ESTABLISHED, sure, time, packet);
}

/** Facts that were taken to hold before it was so far: they came with this at the earliest. */
function dateAnew(endpoint: Endpoint, early: readonly Fact[], time: number, packet: number): void {
  for (const fact of early) if (endpoint.has(fact)) endpoint.date(fact, time, packet);
}

/** Of several SYN+ACKs with different ISNs, the one that is acknowledged counts. */
function takeOtherIsn(server: Endpoint, ack: number): void {
  if (!server.marked(Mark.OTHER_ISN) || !server.marked(Mark.HAS_ISS) || server.has(Fact.ESTABLISHED)) return;
  server.unmark(Mark.OTHER_ISN);
  const acknowledged = seqDiff(ack, server.iss);
  if (acknowledged >= 1 && acknowledged <= seqDiff(server.sndNxt, server.iss)) return;
  server.iss = (ack - 1) | 0;
  server.startSending(ack);
}

function keepSynOptions(sender: Endpoint, segment: Segment): void {
  const { synOptions } = segment;
  if (segment.hasTimestamps === 1 && !sender.marked(Mark.HAS_SYN_TSVAL | Mark.HAS_FIN_TSVAL)) {
    sender.tsVal = segment.tsVal;
    sender.mark(Mark.HAS_SYN_TSVAL);
  }
  sender.keepOptions(
    segment.mss,
    segment.windowScale,
    segment.sackPermitted === 1,
    segment.hasTimestamps === 1,
    (synOptions & SynOption.FAST_OPEN) !== 0,
    (synOptions & (SynOption.MPTCP_CAPABLE | SynOption.MPTCP_JOIN)) !== 0,
  );
}

/** Whether an ACK that came to `opener`, of which only a SYN is known, acknowledges that SYN. */
export function acknowledgesSyn(opener: Endpoint, ack: number): boolean {
  const acknowledged = seqDiff(ack, opener.iss);
  return acknowledged > 0 && acknowledged <= seqDiff(seqMax(opener.sndNxt, (opener.iss + 1) | 0), opener.iss);
}

/** Whether nothing is known of the endpoint but that it sent a SYN. */
export function onlyOpens(endpoint: Endpoint): boolean {
  return endpoint.has(Fact.SYN_SENT) && !endpoint.has(Fact.ESTABLISHED) && !endpoint.has(Fact.SYNACK_SENT);
}
