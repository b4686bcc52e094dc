/** RST: whom it closes, and whom not (RFC 9293 §3.5.2, §3.5.3, §3.10.7; RFC 5961 §3.2). */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { CloseCause, closeCause, Fact, Sure, withCloseCause } from './facts.ts';
import { coversFin, finEnd, proofOf } from './fin.ts';
import type { Flow } from './flow.ts';
import { acknowledgesSyn, onlyOpens } from './handshake.ts';
import { Mark } from './marks.ts';
import { StateCode, UNKNOWN } from './states.ts';

/** After so long (nanoseconds) a SYN+ACK for which no ACK has come is repeated for the first time (RFC 6298 §2). */
const SYN_ACK_REPEATED = 1e9;

/** Ends the endpoint's connection other than by FINs. */
export function close(endpoint: Endpoint, cause: CloseCause, sure: Sure, time: number, packet: number): void {
  endpoint.unmark(Mark.KERNEL);
  endpoint.facts = withCloseCause(endpoint.facts, cause);
  endpoint.establish(Fact.CLOSED, sure, time, packet);
}

/** The sender sent a RST. `former` is the connection before on the same pair, where it is remembered. */
export function sentRst(flow: Flow, former: Flow | null, segment: Segment, rfc1337: boolean): void {
  const { sender, receiver } = flow;
  const { seq, time } = segment;
  if (onlyOpens(receiver)) {
    refuse(flow, segment);
    return;
  }
  const bare = (segment.flags & Flag.ACK) === 0;
  let own = sender.marked(Mark.HAS_SND) && seq === sender.sndNxt;
  // A bare one takes its number from the ACK that it answers, which can be from before its FIN came.
  const answer =
    receiver.marked(Mark.HAS_RCV) &&
    (seq === receiver.rcvNxt || (bare && sender.has(Fact.FIN_SENT) && ((seq + 1) | 0) === finEnd(sender)));
  if (bare && own && refusesHandshake(sender, time)) {
    sender.retract(Fact.ESTABLISHED);
  } else if (bare && isForged(sender, receiver, time)) {
    flow.note('rst-forged');
    if (!receiver.marked(Mark.HAS_RCV) || answer) obey(flow, segment, rfc1337);
    return;
  }
  if (onlyOpens(sender) && !own) {
    // SYN_SENT answers an ACK of the former connection, whose other end was in TIME_WAIT.
    if (former?.receiver.marked(Mark.HAS_RCV) && former.receiver.rcvNxt === seq) {
      obey(former, segment, rfc1337);
    }
    return;
  }
  if (!sender.marked(Mark.HAS_SND) && !sender.has(Fact.ESTABLISHED)) own = true;
  const stateless = sender.has(Fact.SYNACK_SENT) && !sender.has(Fact.ESTABLISHED) && !own;
  if ((own || answer) && !stateless) abort(flow, segment, bare);
  if (!isExact(sender, receiver, seq)) {
    flow.note('rst-ignored');
    return;
  }
  obey(flow, segment, rfc1337);
}

/** A RST toward an endpoint in SYN_SENT counts only if it acknowledges the SYN (RFC 9293 §3.10.7.3). */
function refuse(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  if ((segment.flags & Flag.ACK) === 0 || !acknowledgesSyn(receiver, segment.ack)) {
    flow.note('rst-ignored');
    return;
  }
  flow.note('refused');
  close(receiver, CloseCause.REFUSED, Sure.PRESUMED, segment.time, segment.packet);
  close(sender, CloseCause.SENT_RST, Sure.SEEN, segment.time, segment.packet);
}

/**
 * A server that answers the handshake's ACK with a bare RST does not take it: it never was ESTABLISHED. Unless it has been
 * silent for so long since its only SYN+ACK that it must have taken it, or it would have repeated that.
 */
function refusesHandshake(sender: Endpoint, time: number): boolean {
  return (
    sender.has(Fact.ESTABLISHED) &&
    sender.sureOf(Fact.ESTABLISHED) === Sure.PRESUMED &&
    sender.has(Fact.SYNACK_SENT) &&
    !sender.has(Fact.CLOSED) &&
    (sender.packets > 1 || time - sender.lastSeen < SYN_ACK_REPEATED)
  );
}

/** A bare RST answers a segment for which there is no socket: from one that is alive and was not asked, it is not its own. */
function isForged(sender: Endpoint, receiver: Endpoint, time: number): boolean {
  return (
    sender.has(Fact.ESTABLISHED) &&
    sender.sureOf(Fact.ESTABLISHED) !== Sure.PRESUMED &&
    sender.packets > 0 &&
    !sender.has(Fact.CLOSED) &&
    !sender.has(Fact.FIN_SENT) &&
    time - receiver.lastSeen > 2 * sender.answerTime
  );
}

/** The sender gave its connection up, and shows by that what had not reached it before. */
function abort(flow: Flow, segment: Segment, bare: boolean): void {
  const { sender, receiver } = flow;
  if (sender.state === StateCode.CLOSED && !sender.has(Fact.CLOSED)) {
    // Its FIN had been acknowledged: that it now has no socket proves it.
    if (bare) sender.establish(Fact.FIN_ACKED, Sure.SEEN, segment.time, segment.packet);
    return;
  }
  if (sender.has(Fact.CLOSED) && sender.sureOf(Fact.CLOSED) === Sure.SEEN) return;
  if (!bare && onlyOpens(sender) && receiver.has(Fact.SYNACK_SENT) && seqDiff(segment.ack, receiver.iss) > 0) {
    // SYN_SENT has nothing to abort: it had the SYN+ACK.
    sender.establish(Fact.ESTABLISHED, Sure.SEEN, segment.time, segment.packet);
  }
  if (
    sender.has(Fact.FIN_RECEIVED) &&
    sender.sureOf(Fact.FIN_RECEIVED) === Sure.PRESUMED &&
    !(sender.has(Fact.CLOSED) && closeCause(sender.facts) === CloseCause.TWO_MSL) &&
    (bare || seqDiff(segment.ack, finEnd(receiver)) < 0)
  ) {
    // No socket answers the FIN: it had gone before; or its abort does not acknowledge the FIN.
    sender.retract(Fact.FIN_RECEIVED);
  }
  if (!bare && coversFin(receiver, segment.ack) && sender.has(Fact.ESTABLISHED) && !sender.has(Fact.CLOSED)) {
    sender.establish(Fact.FIN_RECEIVED, proofOf(receiver), segment.time, segment.packet);
  }
  if (
    !bare &&
    sender.has(Fact.FIN_ACKED) &&
    receiver.marked(Mark.HAS_FIN_TSVAL) &&
    segment.hasTimestamps === 1 &&
    seqDiff(segment.tsEcr, receiver.tsVal) < 0
  ) {
    // It aborted before the ACK of its FIN came.
    sender.retract(Fact.FIN_ACKED);
  }
  const sure = acknowledgesUnseen(receiver, segment) ? Sure.INFERRED : Sure.SEEN;
  if (sender.has(Fact.CLOSED)) {
    sender.establish(Fact.CLOSED, sure, segment.time, segment.packet);
  } else {
    if (sender.has(Fact.FIN_SENT) || receiver.has(Fact.FIN_SENT)) flow.note('rst-after-fin');
    close(sender, CloseCause.SENT_RST, sure, segment.time, segment.packet);
  }
  flow.rstSeq = segment.seq;
}

/** A live socket acknowledges no more than it was sent: either the capture missed some of that, or the abort is not its own. */
function acknowledgesUnseen(receiver: Endpoint, { flags, ack }: Segment): boolean {
  const { packets, sndNxt } = receiver;
  return (flags & Flag.ACK) !== 0 && packets > 0 && receiver.marked(Mark.HAS_SND) && seqDiff(ack, sndNxt) > 0;
}

/** The receiver obeys the RST, as far as is seen. */
function obey(flow: Flow, segment: Segment, rfc1337: boolean): void {
  const { sender, receiver } = flow;
  const { state } = receiver;
  if (state === UNKNOWN || state === StateCode.CLOSED || isCutOff(flow, segment)) return;
  if (state === StateCode.TIME_WAIT) {
    if (rfc1337) return;
    flow.note('time-wait-assassinated');
    close(receiver, CloseCause.ASSASSINATED, Sure.PRESUMED, segment.time, segment.packet);
  } else {
    if (sender.has(Fact.FIN_SENT) || receiver.has(Fact.FIN_SENT)) flow.note('rst-after-fin');
    close(receiver, CloseCause.RECEIVED_RST, Sure.PRESUMED, segment.time, segment.packet);
  }
}

/** Whether the sender gives up after probes went unanswered: what goes the same way now is not presumed to arrive. */
function isCutOff({ sender, receiver }: Flow, { flags, time }: Segment): boolean {
  return (
    (flags & Flag.ACK) !== 0 &&
    sender.marked(Mark.PROBED_IN_VAIN) &&
    sender.lastSeen > receiver.lastSeen &&
    time - sender.lastSeen > receiver.answerTime
  );
}

/**
 * RFC 5961 §3.2: only a RST with exactly the next expected sequence number counts, others in the window are challenged.
 * What the receiver expects is the ACK that it sent last, or, where it has not acknowledged yet what was seen since,
 * anything up to the end of that; Linux also takes the number before a FIN that it has received.
 */
function isExact(sender: Endpoint, receiver: Endpoint, seq: number): boolean {
  if (!receiver.marked(Mark.HAS_RCV)) return true;
  const beyond = seqDiff(seq, receiver.rcvNxt);
  if (beyond === 0) return true;
  if (beyond > 0) return sender.marked(Mark.HAS_SND) && seqDiff(sender.gapFree, seq) >= 0;
  if (beyond !== -1 || !receiver.has(Fact.FIN_RECEIVED)) return false;
  const { state } = receiver;
  return state === StateCode.CLOSE_WAIT || state === StateCode.LAST_ACK || state === StateCode.CLOSING;
}
