/**
 * Moves both endpoints of every connection by the segments that pass: the observer of docs/observer.md.
 *
 * One segment's way: a copy? which flow? what does it prove or presume of its sender, of its receiver? then it is counted.
 * This runs for every packet: plain loops and locals, nothing allocated but where a handshake or an anomaly asks for it.
 */
import { Scopes } from '../decode/scopes.ts';
import { Flag, Segment } from '../decode/segment.ts';
import { Announcer } from './announcement.ts';
import { Anomaly } from './anomalies.ts';
import { Copies } from './copies.ts';
import { hasNonsenseFlags } from './flags.ts';
import type { Flow } from './flow.ts';
import { FlowCursor } from './flow-cursor.ts';
import { FlowMemory } from './flow-memory.ts';
import { FlowFlag, type FlowTable, NONE } from './flow-table.ts';
import { beginFlow, sentSyn, sentSynAck } from './handshake.ts';
import {
  answersOldSyn,
  answersUnseenSyn,
  belongsToFormer,
  judgeSyn,
  replaceFormer,
  SynVerdict,
} from './incarnations.ts';
import { Lifetimes } from './lifetimes.ts';
import { Mark } from './marks.ts';
import { isSelf } from './pair.ts';
import { Predicted, type Prediction } from './prediction.ts';
import { sentRst } from './reset.ts';
import { sentToItself } from './self-connect.ts';
import type { Transition } from './snapshot.ts';
import { StateCode, UNKNOWN } from './states.ts';
import { isForeign } from './strays.ts';
import { sentSegment } from './stream.ts';
import { timeouts } from './timeouts.ts';
import { DEFAULT_MAX_FLOWS, MOST_TOGETHER, type TrackerCounters, type TrackerOptions } from './tracker-options.ts';
import { countAnomalies, countOctets, countSegment, isInOrder, timeAnswer } from './traffic.ts';

const STATE_CODES: number = UNKNOWN + 1;
/** Octets that a missed segment is taken to have had where no MSS is known (RFC 9293 §3.7.1). */
const DEFAULT_MSS = 536;

export class Tracker {
  /** Called for every flow that is let go: forgotten, evicted, or left at the end. The cursor is valid during the call. */
  onFlow: ((flow: FlowCursor) => void) | null = null;
  /** How many of the flows let go ended in which pair of states: index `client * 12 + server`, 11 for unknown. */
  readonly statePairs: Int32Array = new Int32Array(STATE_CODES * STATE_CODES);

  readonly #counters = { segments: 0, duplicates: 0, flows: 0, evicted: 0, missedSegments: 0, badFlags: 0 };
  readonly #rfc1337: boolean;
  readonly #memory: FlowMemory;
  readonly #lifetimes: Lifetimes;
  readonly #table: FlowTable;
  readonly #copies = new Copies();
  /** Null where every segment is to take the full way. */
  readonly #prediction: Prediction | null;
  /** The flow of this segment, and the connection before on its pair. */
  readonly #flow: Flow;
  readonly #former: Flow;
  readonly #cursor: FlowCursor;
  readonly #hashes = new Int32Array(MOST_TOGETHER);
  readonly #redated = new Segment();
  #onTransition: ((transition: Transition) => void) | null = null;

  constructor(options: TrackerOptions = {}) {
    const timers = timeouts(options);
    this.#rfc1337 = options.rfc1337 ?? false;
    this.#memory = new FlowMemory(options.maxFlows ?? DEFAULT_MAX_FLOWS, options.journal ?? false);
    this.#table = this.#memory.table;
    this.#lifetimes = new Lifetimes(this.#memory, timers, (flow) => this.#report(flow));
    this.#prediction = options.prediction === false ? null : this.#memory.prediction();
    this.#flow = this.#memory.cursor();
    this.#former = this.#memory.cursor();
    this.#cursor = new FlowCursor(
      this.#memory.cursor(),
      this.#memory.anomalies,
      options.scopes ?? new Scopes(),
      timers,
    );
  }

  /** What was met so far. */
  get counters(): TrackerCounters {
    return { ...this.#counters, evicted: this.#lifetimes.evicted };
  }

  /** Flows that are remembered now. */
  get liveFlows(): number {
    return this.#table.size;
  }

  /** Called for every change of state, revisions included, as it becomes known. To be set before the first segment. */
  get onTransition(): ((transition: Transition) => void) | null {
    return this.#onTransition;
  }
  set onTransition(listener: ((transition: Transition) => void) | null) {
    this.#onTransition = listener;
    this.#memory.announcer = listener === null ? null : new Announcer(this.#table.capacity, listener);
  }

  /**
   * Takes in the first `count` of `segments`, as `track` does each. Faster than one by one where there are many flows: the
   * memory that the segments will need is asked for at once, so that its latencies overlap.
   */
  trackAll(segments: readonly Segment[], count: number): void {
    if (count > MOST_TOGETHER) throw new RangeError(`at most ${MOST_TOGETHER} segments at a time`);
    this.#table.touch(segments, count, this.#hashes);
    this.#copies.touch(segments, count);
    for (let i = 0; i < count; i++) this.track(segments[i]!, this.#hashes[i]);
  }

  /** Takes in one segment. Segments come in the order of the capture; their times may step back. */
  track(segment: Segment, hash?: number): void {
    if (segment.time > this.#lifetimes.now) this.#lifetimes.now = segment.time;
    if (segment.time >= this.#lifetimes.nextLook) this.#lifetimes.advance(segment.time);
    this.#counters.segments++;
    const found = this.#table.find(segment, hash);
    if (found !== NONE && this.#takeExpected(found, segment)) return;
    if (this.#copies.isCopy(segment)) {
      this.#countCopy(found, segment);
    } else if (hasNonsenseFlags(segment.flags)) {
      this.#countNonsense(found, segment);
    } else if (found === NONE) {
      this.#open(segment, NONE);
      this.#apply(this.#flow, null, segment);
    } else if ((segment.flags & Flag.SYN) !== 0) {
      this.#trackSyn(segment);
    } else {
      this.#trackOn(segment);
    }
  }

  /** The short way, where the segment is the one that its flow expects; else the cursor is on the flow. */
  #takeExpected(found: number, segment: Segment): boolean {
    const { senderHalf } = this.#table;
    const flow = this.#flow;
    const prediction = this.#prediction;
    const predicted = prediction === null ? Predicted.NO : prediction.take(found, senderHalf, segment);
    if (predicted !== Predicted.TAKEN) flow.at(found, senderHalf);
    if (prediction === null || predicted === Predicted.NO) return false;
    this.#copies.remember(segment);
    if (predicted === Predicted.MOVED) {
      this.#memory.settle(flow, flow.sender, prediction.senderFacts, segment.time, segment.packet);
      this.#memory.settle(flow, flow.receiver, prediction.receiverFacts, segment.time, segment.packet);
      this.#lifetimes.schedule(flow);
    }
    return true;
  }

  /** Lets the timers run to `now` (nanoseconds since the capture's epoch). */
  advance(now: number): void {
    this.#lifetimes.advance(now);
  }

  /** Ends the capture: lets every flow go that is left. Nothing expires by that. */
  finish(): void {
    this.#lifetimes.letAllGo();
  }

  /** A segment without SYN on a pair that has a flow. */
  #trackOn(segment: Segment): void {
    const former = this.#formerFlow();
    if (former !== null && belongsToFormer(this.#flow, former, segment)) {
      if (segment.length > 0 || (segment.flags & Flag.FIN) !== 0) former.note('old-duplicate');
      if (former.sender.state === StateCode.TIME_WAIT) this.#flow.note('time-wait-collision');
      this.#apply(former, null, segment);
    } else {
      this.#apply(this.#flow, former, segment);
    }
  }

  /** A SYN on a pair that has a flow: of this connection, or of a new one? */
  #trackSyn(segment: Segment): void {
    const flow = this.#flow;
    this.#lifetimes.runOut(flow); // the wheel turns by seconds only
    if ((segment.flags & Flag.ACK) !== 0) {
      const waiting = this.#memory.waiting.takeAnswered(flow, segment.ack);
      if (waiting.length > 0) this.#reopen(segment, waiting);
      else if (answersOldSyn(flow, segment)) this.#reviveServer(segment);
      else if (answersUnseenSyn(flow, segment)) this.#reopen(segment, []);
      this.#apply(flow, this.#formerFlow(), segment);
      return;
    }
    const verdict = judgeSyn(flow, segment);
    if (verdict === SynVerdict.WAITS) {
      flow.note('syn-on-live');
      for (const unanswered of this.#memory.waiting.keep(flow, segment))
        countSegment(flow, unanswered, this.#memory.anomalies);
      return;
    }
    if (verdict === SynVerdict.REOPENS) this.#reopen(segment, this.#memory.waiting.take(flow, segment.seq));
    this.#apply(flow, this.#formerFlow(), segment);
  }

  /** Opens the next connection on the pair of `this.#flow`, with the SYNs that waited for it. */
  #reopen(segment: Segment, waiting: readonly Segment[]): void {
    const former = this.#flow.index;
    if (this.#flow.related !== NONE) this.#lifetimes.letGo(this.#flow.related);
    this.#table.unlist(former);
    this.#open(segment, former);
    const { senderHalf } = this.#table;
    for (const syn of waiting) {
      // A SYN that waited came from the end that the SYN+ACK answers.
      const half = (segment.flags & Flag.ACK) !== 0 ? senderHalf ^ 1 : senderHalf;
      this.#flow.at(this.#flow.index, half);
      this.#apply(this.#flow, this.#formerFlow(), syn);
    }
    this.#flow.at(this.#flow.index, senderHalf);
  }

  /** A server that had closed answers an old SYN: a connection that its client knows nothing of. */
  #reviveServer(segment: Segment): void {
    this.#reopen(segment, []);
    const { receiver } = this.#flow;
    receiver.iss = (segment.ack - 1) | 0;
    receiver.startSending(segment.ack);
  }

  /** A new flow for the segment's pair. */
  #open(segment: Segment, replaced: number): void {
    const flow = this.#flow;
    const { senderHalf } = this.#table;
    this.#lifetimes.makeRoom();
    // The former connection may be what made room.
    const former = replaced !== NONE && this.#table.isLive(replaced) ? replaced : NONE;
    const index = this.#table.add(segment, ++this.#counters.flows);
    flow.at(index, senderHalf);
    if (isSelf(segment)) {
      flow.set(FlowFlag.SELF);
      flow.at(index, 0);
    }
    flow.incarnation = 1;
    flow.related = former;
    if (former !== NONE) {
      this.#former.at(former, senderHalf);
      flow.incarnation = this.#former.incarnation + 1;
      this.#former.related = index;
    }
    beginFlow(flow, segment);
  }

  /** What the segment proves and presumes, and its counting. */
  #apply(flow: Flow, former: Flow | null, captured: Segment): void {
    const { sender, receiver } = flow;
    const segment = this.#inOrder(flow, captured);
    const { flags } = segment;
    const senderFacts = sender.facts;
    const receiverFacts = receiver.facts;
    const formerSenderFacts = former === null ? 0 : former.sender.facts;
    const formerReceiverFacts = former === null ? 0 : former.receiver.facts;
    const sndNxt = sender.sndNxt;

    if (isForeign(flow, segment) && !this.#memory.strays.agree(flow, segment, this.#memory.gaps)) {
      flow.note('foreign');
      countOctets(sender, segment);
      return;
    }
    timeAnswer(flow, segment);
    if (!isInOrder(sender, segment)) countAnomalies(flow, segment, this.#memory.gaps, this.#memory.anomalies);
    if (flow.is(FlowFlag.SELF)) {
      sentToItself(flow, segment);
    } else if ((flags & Flag.RST) !== 0) {
      sentRst(flow, former, segment, this.#rfc1337);
    } else if ((flags & Flag.SYN) !== 0) {
      if ((flags & Flag.ACK) === 0) sentSyn(flow, segment);
      else sentSynAck(flow, segment);
      if (former !== null) replaceFormer(flow, former, segment);
    } else {
      const unseen = sentSegment(flow, segment, this.#memory.gaps);
      if (unseen > 0) this.#countMissed(flow, unseen);
    }
    countSegment(flow, segment, this.#memory.anomalies);
    if (sender.sndNxt !== sndNxt) sender.mark(Mark.ADVANCED);
    else sender.unmark(Mark.ADVANCED);

    if (sender.facts !== senderFacts || receiver.facts !== receiverFacts) {
      this.#memory.settle(flow, sender, senderFacts, segment.time, segment.packet);
      if (receiver.half !== sender.half) {
        this.#memory.settle(flow, receiver, receiverFacts, segment.time, segment.packet);
      }
      this.#lifetimes.schedule(flow);
    }
    if (former !== null) {
      this.#memory.settle(former, former.sender, formerSenderFacts, segment.time, segment.packet);
      this.#memory.settle(former, former.receiver, formerReceiverFacts, segment.time, segment.packet);
    }
  }

  /** The segment, but not dated before the flow's latest where the capture's clock has stepped back. */
  #inOrder(flow: Flow, segment: Segment): Segment {
    const { sender, receiver } = flow;
    if (segment.time >= sender.lastSeen && segment.time >= receiver.lastSeen) return segment;
    const time = Math.max(sender.lastSeen, receiver.lastSeen);
    return Object.assign(this.#redated, segment, { time });
  }

  #formerFlow(): Flow | null {
    const { related } = this.#flow;
    if (related === NONE) return null;
    this.#former.at(related, this.#flow.sender.half);
    return this.#former;
  }

  #countCopy(found: number, segment: Segment): void {
    this.#counters.duplicates++;
    if (found === NONE) return;
    this.#memory.anomalies.count(this.#flow, this.#flow.sender, Anomaly.DUPLICATE);
    if ((segment.flags & Flag.FIN) !== 0) this.#flow.sender.mark(Mark.FIN_AGAIN);
  }

  #countNonsense(found: number, segment: Segment): void {
    this.#counters.badFlags++;
    if (found === NONE) return;
    this.#flow.note('bad-flags');
    countOctets(this.#flow.sender, segment);
  }

  #countMissed(flow: Flow, octets: number): void {
    flow.note('gap');
    this.#counters.missedSegments += Math.ceil(octets / (flow.receiver.mss ?? flow.sender.mss ?? DEFAULT_MSS));
  }

  #report(flow: Flow): void {
    this.#cursor.at(flow.index, this.#lifetimes.now);
    this.statePairs[this.#cursor.client.state * STATE_CODES + this.#cursor.server.state]!++;
    this.onFlow?.(this.#cursor);
  }
}
