/** One connection after another on the same pair of endpoints: what a SYN opens, and to which connection a late segment belongs (RFC 9293 §3.6.1, RFC 6191). */

import { Flag, Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import type { Endpoint } from './endpoint.ts';
import { CloseCause, Fact, Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import { FlowFlag } from './flow-record.ts';
import { acknowledgesSyn, onlyOpens } from './handshake.ts';
import { Mark } from './marks.ts';
import { close } from './reset.ts';
import { StateCode, UNKNOWN } from './states.ts';
import { haveClosed } from './strays.ts';

/** SYNs of one flow that are kept until they are answered; connections that wait so at one time. */
const MOST_SYNS = 8;
const MOST_WAITING = 4096;
/** How far behind its SND.NXT a late segment of the former connection may lie. */
const LATE = 1 << 30;
const NO_SYNS: readonly Segment[] = [];

/** What to do with a SYN on a pair that has a flow. */
export const SynVerdict = {
  /** It belongs to the flow: its first, or repeated, or the other side's of a simultaneous open. */
  SAME: 0,
  /** It opens a new connection at once. */
  REOPENS: 1,
  /** It counts only when it is answered: it may be forged, or its host has restarted. */
  WAITS: 2,
} as const;

export type SynVerdict = (typeof SynVerdict)[keyof typeof SynVerdict];

function isOver(endpoint: Endpoint): boolean {
  return endpoint.state === StateCode.CLOSED || endpoint.state === StateCode.TIME_WAIT;
}

/** Whether the connection is over at one end at least, and the other is over or was never heard of. */
function nothingIsLeft({ sender, receiver }: Flow): boolean {
  if (isOver(sender)) return isOver(receiver) || receiver.state === UNKNOWN;
  return sender.state === UNKNOWN && isOver(receiver);
}

/** Judges a SYN without ACK. */
export function judgeSyn(flow: Flow, segment: Segment): SynVerdict {
  const { sender, receiver } = flow;
  // One that answered a SYN can have sent its own before that, but not any more when it is over.
  const repeats = sender.marked(Mark.HAS_ISS) && sender.iss === segment.seq;
  if (repeats && (sender.has(Fact.SYN_SENT) || !isOver(sender))) return SynVerdict.SAME;
  if (isOver(sender) && (sender.has(Fact.CLOSED) || sender.state === StateCode.TIME_WAIT)) return SynVerdict.REOPENS;
  if (nothingIsLeft(flow)) return SynVerdict.REOPENS;
  const untouched = !sender.has(Fact.SYN_SENT) && !sender.has(Fact.SYNACK_SENT) && !sender.has(Fact.ESTABLISHED);
  if (untouched && !receiver.has(Fact.ESTABLISHED) && !receiver.has(Fact.SYNACK_SENT)) return SynVerdict.SAME;
  return SynVerdict.WAITS;
}

/** Whether a SYN+ACK answers a SYN that passed unseen, of an end that had closed or on a connection that is over. */
export function answersUnseenSyn(flow: Flow, segment: Segment): boolean {
  const { sender, receiver } = flow;
  if (receiver.has(Fact.CLOSED) && !receiver.marked(Mark.HAS_ISS)) return true;
  const repeats = sender.marked(Mark.HAS_ISS) && sender.iss === segment.seq;
  const answers = receiver.marked(Mark.HAS_ISS) && acknowledgesSyn(receiver, segment.ack);
  return !repeats && !answers && nothingIsLeft(flow);
}

/** A server that had closed answers an old SYN anew: SYN_RCVD of a connection that the client does not want. */
export function answersOldSyn(flow: Flow, segment: Segment): boolean {
  const { sender, receiver } = flow;
  return (
    sender.state === StateCode.CLOSED &&
    sender.has(Fact.ESTABLISHED) &&
    sender.marked(Mark.HAS_ISS) &&
    sender.iss !== segment.seq &&
    receiver.marked(Mark.HAS_ISS) &&
    segment.ack === ((receiver.iss + 1) | 0)
  );
}

/** Whether a segment without SYN belongs to the former connection of its pair: by its numbers it cannot be of this one. */
export function belongsToFormer(flow: Flow, former: Flow, segment: Segment): boolean {
  const { sender, receiver } = flow;
  if (!former.sender.marked(Mark.HAS_SND)) return false;
  const behind = seqDiff(former.sender.sndNxt, segment.seq);
  if (behind < 0 || behind > LATE) return false;
  if (receiver.has(Fact.SYNACK_SENT) && !receiver.has(Fact.ESTABLISHED) && behind === 0) {
    // TIME_WAIT answers the SYN+ACK that an old SYN has called up.
    return (segment.flags & Flag.ACK) !== 0 && segment.ack === former.receiver.sndNxt;
  }
  if (sender.marked(Mark.HAS_ISS)) {
    // RFC 7323 §5: what was stamped before the SYN of this connection is of an earlier one, wherever it falls.
    const before = sender.marked(Mark.HAS_SYN_TSVAL) && segment.hasTimestamps === 1;
    return seqDiff(segment.seq, sender.iss) < 0 || (before && seqDiff(segment.tsVal, sender.tsVal) < 0);
  }
  return (
    onlyOpens(receiver) &&
    !sender.marked(Mark.HAS_SND) &&
    (segment.flags & Flag.ACK) !== 0 &&
    !acknowledgesSyn(receiver, segment.ack)
  );
}

/** Whether the connection may go on unseen: numbers from far away are those of the next one where both FINs were sent, or nothing is left. */
export function canGoOn(flow: Flow): boolean {
  return !haveClosed(flow) && !nothingIsLeft(flow);
}

/** A host that opens a new connection on a pair, or is seen to have one, has let the former one go. */
export function replaceFormer(flow: Flow, former: Flow, segment: Segment): void {
  const opens = flow.sender.has(Fact.SYN_SENT) || flow.sender.has(Fact.SYNACK_SENT);
  const { sender } = former;
  if (!(opens || flow.noted('mid-stream')) || sender.state === StateCode.CLOSED || sender.state === UNKNOWN) return;
  if (sender.state === StateCode.TIME_WAIT) flow.note('time-wait-reuse');
  close(
    sender,
    CloseCause.REPLACED,
    opens ? Sure.SEEN : Sure.INFERRED,
    Math.max(segment.time, sender.lastSeen, former.receiver.lastSeen),
    segment.packet,
  );
}

/** SYNs on live connections, kept until somebody answers them. */
export class WaitingSyns {
  readonly #byFlow = new Map<number, Segment[]>();

  /** Keeps a copy of the SYN; returns the ones that it displaces, which nobody answered. */
  keep(flow: Flow, segment: Segment): readonly Segment[] {
    const waiting = this.#byFlow.get(flow.index);
    if (waiting !== undefined && waiting[0]!.seq === segment.seq) {
      if (waiting.length === MOST_SYNS) return [segment];
      waiting.push(Object.assign(new Segment(), segment));
      return [];
    }
    if (waiting === undefined && this.#byFlow.size >= MOST_WAITING) return [segment];
    this.#byFlow.set(flow.index, [Object.assign(new Segment(), segment)]);
    flow.set(FlowFlag.PENDING);
    return waiting ?? [];
  }

  /** Takes the waiting SYNs out if `ack` acknowledges them, with or without data that they carry (RFC 7413 §4.2). */
  takeAnswered(flow: Flow, ack: number): readonly Segment[] {
    if (!flow.is(FlowFlag.PENDING)) return NO_SYNS;
    const first = this.#byFlow.get(flow.index)?.[0];
    const acknowledged = first === undefined ? 0 : seqDiff(ack, first.seq);
    return acknowledged >= 1 && acknowledged <= 1 + first!.length ? this.take(flow) : NO_SYNS;
  }

  /** Takes the waiting SYNs out if `seq` is theirs, or whatever it is where `seq` is not given. */
  take(flow: Flow, seq?: number): readonly Segment[] {
    if (!flow.is(FlowFlag.PENDING)) return NO_SYNS;
    const waiting = this.#byFlow.get(flow.index) ?? NO_SYNS;
    if (seq !== undefined && waiting[0]?.seq !== seq) return NO_SYNS;
    this.#byFlow.delete(flow.index);
    flow.clear(FlowFlag.PENDING);
    return waiting;
  }
}
