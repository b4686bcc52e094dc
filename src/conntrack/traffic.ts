/** Counts what each endpoint sends: packets, octets, flags, and what is out of the ordinary in them. */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import { type Anomalies, Anomaly } from './anomalies.ts';
import type { Endpoint } from './endpoint.ts';
import { Fact } from './facts.ts';
import type { Flow } from './flow.ts';
import type { Gaps } from './gaps.ts';
import { Mark, takingTheWord } from './marks.ts';
import { StateCode } from './states.ts';

/** A gap that is filled within this time (nanoseconds), or the receiver's answer time, was a reordering. */
const REORDERED_WITHIN = 3e6;

/** Whether the segment follows on its sender's last and acknowledges something new: there is no anomaly in it to look for. */
export function isInOrder(sender: Endpoint, segment: Segment): boolean {
  return (
    segment.seq === sender.sndNxt &&
    segment.ack !== sender.rcvNxt &&
    segment.window !== 0 &&
    segment.length !== 1 &&
    (sender.marks & (Mark.HAS_SND | Mark.PROBED)) === Mark.HAS_SND
  );
}

/** Judges a segment by what its sender had sent before: to be called before the variables move. */
export function countAnomalies(flow: Flow, segment: Segment, gaps: Gaps, anomalies: Anomalies): void {
  const { sender, receiver } = flow;
  if ((segment.flags & Flag.RST) !== 0) return;
  const length = segment.length + ((segment.flags & (Flag.SYN | Flag.FIN)) !== 0 ? 1 : 0);
  const inVain = sender.marked(Mark.PROBED) && sender.lastSeen > receiver.lastSeen;
  sender.unmark(Mark.PROBED_IN_VAIN);
  if (isProbe(sender, receiver, segment)) {
    if (inVain) sender.mark(Mark.PROBED_IN_VAIN);
    const closed = receiver.marked(Mark.HAS_RCV) && receiver.window === 0;
    anomalies.count(flow, sender, closed ? Anomaly.WINDOW_PROBE : Anomaly.KEEP_ALIVE);
    sender.mark(Mark.PROBED);
  } else if (length > 0) {
    countRepeated(flow, segment, length, gaps, anomalies);
    sender.unmark(Mark.PROBED);
  } else {
    countPureAck(flow, segment, anomalies);
  }
  if (segment.window === 0 && (segment.flags & Flag.SYN) === 0) anomalies.count(flow, sender, Anomaly.ZERO_WINDOW);
}

/** Counts the segment itself, and keeps its window. */
export function countSegment(flow: Flow, segment: Segment, anomalies: Anomalies): void {
  const { sender, receiver } = flow;
  const { flags } = segment;
  if ((flags & (Flag.SYN | Flag.FIN | Flag.RST)) !== 0) anomalies.countFlags(flow, sender, flags);
  if ((flags & Flag.RST) !== 0) {
    countOctets(sender, segment);
    // One that TIME_WAIT ignores does not prolong it either (RFC 1337 §3).
    if (receiver.state !== StateCode.TIME_WAIT) noteSeen(sender, segment);
    return;
  }
  countPayload(sender, segment);
  if (segment.length > 0 && !sender.marked(Mark.SPEAKS | Mark.PROBED)) {
    receiver.unmark(Mark.SPEAKS);
    sender.marks = takingTheWord(sender.marks);
  }
  if ((flags & Flag.SYN) !== 0) {
    agreeOnScale(sender, receiver, flags);
    sender.window = segment.window; // RFC 7323 §2.2: that of a SYN is never scaled
  }
}

/** Counts a segment and its octets, which is all that is done with one that does not belong to the connection. */
export function countOctets(sender: Endpoint, segment: Segment): void {
  sender.packets++;
  if (segment.length > 0) sender.bytes += segment.length;
}

/** Counts a segment without regard to its flags, and keeps its window. */
function countPayload(sender: Endpoint, segment: Segment): void {
  countOctets(sender, segment);
  noteSeen(sender, segment);
  sender.window = segment.window << sender.windowShift;
}

function noteSeen(sender: Endpoint, { time }: Segment): void {
  if (time > sender.lastSeen) sender.lastSeen = time;
}

/** An octet that was sent and acknowledged before, or none: a keep-alive, or a probe of a closed window (RFC 9293 §3.8.4, §3.8.6.1). */
function isProbe(sender: Endpoint, receiver: Endpoint, segment: Segment): boolean {
  if (segment.length > 1 || (segment.flags & (Flag.SYN | Flag.FIN)) !== 0) return false;
  if (!sender.marked(Mark.HAS_SND) || !receiver.marked(Mark.HAS_RCV)) return false;
  if (sender.has(Fact.FIN_SENT) || !sender.has(Fact.ESTABLISHED)) return false;
  const back = seqDiff(sender.sndNxt, segment.seq);
  if (back === 1) return segment.length === 0 || receiver.rcvNxt === sender.sndNxt || sender.marked(Mark.PROBED);
  return segment.length === 1 && back === 0 && receiver.window === 0 && receiver.rcvNxt === segment.seq;
}

function countRepeated(flow: Flow, segment: Segment, length: number, gaps: Gaps, anomalies: Anomalies): void {
  const { sender, receiver } = flow;
  if (!sender.marked(Mark.HAS_SND)) return;
  const { seq } = segment;
  // What follows a probe starts at the octet that the probe carried.
  if (seqDiff(seq, sender.sndNxt) >= 0 || (sender.marked(Mark.PROBED) && sender.sndNxt === ((seq + 1) | 0))) return;
  const end = (seq + length) | 0;
  const fillsGap = sender.marked(Mark.GAPS) && seqDiff(seq, sender.gapFree) >= 0 && !gaps.holds(sender, seq, end);
  const reordered = fillsGap && segment.time - gaps.since(sender) <= Math.max(REORDERED_WITHIN, receiver.answerTime);
  anomalies.count(flow, sender, reordered ? Anomaly.OUT_OF_ORDER : Anomaly.RETRANSMISSION);
}

/** RFC 5681 §2: a duplicate ACK has nothing new, not even a window, while data is outstanding. */
function countPureAck(flow: Flow, segment: Segment, anomalies: Anomalies): void {
  const { sender, receiver } = flow;
  if (!sender.marked(Mark.HAS_RCV) || !sender.has(Fact.ESTABLISHED) || segment.ack !== sender.rcvNxt) return;
  if (segment.window << sender.windowShift !== sender.window) {
    // The first ACK after a SYN shows the scaled window, which is no news.
    if (sender.packets > 1) anomalies.count(flow, sender, Anomaly.WINDOW_UPDATE);
  } else if (
    receiver.marked(Mark.HAS_SND) &&
    !receiver.marked(Mark.PROBED) &&
    seqDiff(receiver.sndNxt, segment.ack) > 0
  ) {
    anomalies.count(flow, sender, Anomaly.DUPLICATE_ACK);
  }
}

/** RFC 7323 §2.2: windows are scaled only if both SYNs carried the option. */
function agreeOnScale(sender: Endpoint, receiver: Endpoint, flags: number): void {
  const { windowScale } = sender;
  const peers = receiver.windowScale;
  if (windowScale !== null && peers !== null) {
    sender.windowShift = windowScale;
    receiver.windowShift = peers;
  } else if ((flags & Flag.ACK) !== 0) {
    sender.windowShift = 0;
    receiver.windowShift = 0;
  }
}

/** Times the answer to the latest segment toward the sender, where it acknowledges just that. */
export function timeAnswer(flow: Flow, segment: Segment): void {
  const { sender, receiver } = flow;
  if (receiver.marked(Mark.ADVANCED) && (segment.flags & Flag.ACK) !== 0 && segment.ack === receiver.sndNxt) {
    receiver.unmark(Mark.ADVANCED);
    sender.answeredAfter(segment.time - receiver.lastSeen);
  }
}
