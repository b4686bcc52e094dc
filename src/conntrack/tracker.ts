/**
 * Moves both endpoints of every connection by the segments that pass: the observer of docs/observer.md.
 *
 * One segment's way: a copy? which flow? what does it prove or presume of its sender, of its receiver? then it is counted.
 * This runs for every packet: plain loops and locals, nothing allocated but where a handshake or an anomaly asks for it.
 */
import { Scopes } from '../decode/scopes.ts';
import { Flag, type Segment } from '../decode/segment.ts';
import { adopt, type KnownSocket, segmentOf } from './adoption.ts';
import { Announcer } from './announcement.ts';
import { Anomaly } from './anomalies.ts';
import { Copies, refusesAnew } from './copies.ts';
import { hasNonsenseFlags } from './flags.ts';
import type { Flow } from './flow.ts';
import { FlowCursor } from './flow-cursor.ts';
import { FlowMemory } from './flow-memory.ts';
import { FlowFlag, NONE } from './flow-record.ts';
import type { FlowTable } from './flow-table.ts';
import { beginFlow } from './handshake.ts';
import { answersOldSyn, answersUnseenSyn, belongsToFormer, judgeSyn, SynVerdict } from './incarnations.ts';
import { Lifetimes } from './lifetimes.ts';
import { LiveFlows } from './live-flows.ts';
import { Mark } from './marks.ts';
import { CLOSERS, clientStateIn, closerIn, isLong, isShort, serverStateIn } from './outcome.ts';
import { isSelf } from './pair.ts';
import { Predicted, type Prediction } from './prediction.ts';
import { Reach } from './reach.ts';
import { Rules } from './rules.ts';
import type { Transition } from './snapshot.ts';
import { StateCode, UNKNOWN } from './states.ts';
import { timeouts } from './timeouts.ts';
import { DEFAULT_MAX_FLOWS, MOST_TOGETHER, type TrackerCounters, type TrackerOptions } from './tracker-options.ts';
import { countOctets, countSegment } from './traffic.ts';
import type { Witness } from './witness.ts';

/** Told of a change of state, with its flow as it is by now; the cursor is valid during the call. */
export type TransitionListener = (transition: Transition, flow: FlowCursor) => void;

const STATE_CODES: number = UNKNOWN + 1;

export class Tracker {
  /** Called for every flow that is let go: forgotten, evicted, or left at the end. The cursor is valid during the call. */
  onFlow: ((flow: FlowCursor) => void) | null = null;
  /** How many of the flows let go ended in which pair of states: index `client * 12 + server`, 11 for unknown. */
  readonly statePairs: Int32Array = new Int32Array(STATE_CODES * STATE_CODES);
  /** How many of them were closed first by whom: index as in `CLOSERS`. */
  readonly closedFirst: Int32Array = new Int32Array(CLOSERS.length);
  /** The flows that are remembered now, to be looked at between segments. */
  readonly flows: LiveFlows;

  readonly #counters = { segments: 0, duplicates: 0, flows: 0, shortFlows: 0, longFlows: 0, badFlags: 0 };
  readonly #memory: FlowMemory;
  readonly #lifetimes: Lifetimes;
  readonly #rules: Rules;
  readonly #table: FlowTable;
  readonly #reach: Reach;
  readonly #copies = new Copies();
  /** Null where every segment is to take the full way. */
  readonly #prediction: Prediction | null;
  /** The flow of this segment, and the connection before on its pair. */
  readonly #flow: Flow;
  readonly #former: Flow;
  readonly #cursor: FlowCursor;
  #onTransition: TransitionListener | null = null;
  /** Place of the flow whose segments all take the full way. */
  #followed: number = NONE;

  constructor(options: TrackerOptions = {}) {
    const timers = timeouts(options);
    this.#memory = new FlowMemory(options.maxFlows ?? DEFAULT_MAX_FLOWS, options.journal ?? false);
    this.#memory.witness = options.witness ?? null;
    this.#table = this.#memory.table;
    this.#reach = new Reach(this.#table);
    this.#lifetimes = new Lifetimes(this.#memory, timers, (flow) => this.#report(flow));
    this.#rules = new Rules(this.#memory, this.#lifetimes, options.rfc1337 ?? false);
    this.#prediction = options.prediction === false || options.witness !== undefined ? null : this.#memory.prediction();
    this.#flow = this.#memory.cursor();
    this.#former = this.#memory.cursor();
    this.#cursor = new FlowCursor(
      this.#memory.cursor(),
      this.#memory.anomalies,
      this.#memory.silences,
      options.scopes ?? new Scopes(),
      timers,
    );
    this.flows = new LiveFlows(this.#table, this.#cursor, () => this.#lifetimes.now);
  }

  /** What was met so far. */
  get counters(): TrackerCounters {
    return { ...this.#counters, evicted: this.#lifetimes.evicted, missedSegments: this.#rules.missedSegments };
  }

  /** Flows that are remembered now. */
  get liveFlows(): number {
    return this.#table.size;
  }

  /**
   * Packets up to this time may be missing (nanoseconds since the capture's epoch): flows that were not seen since are told to be
   * `unwatched`.
   */
  missed(until: number): void {
    this.#cursor.missedUntil = until;
  }

  /** From now on the witness sees every segment of the flow in that place (`LiveFlows.visit`); null ends that. To be asked between segments. */
  follow(followed: { readonly place: number; readonly witness: Witness } | null): void {
    this.#followed = followed?.place ?? NONE;
    this.#memory.witness = followed?.witness ?? null;
  }

  /** Called for every change of state, revisions included, as it becomes known. To be set before the first segment. */
  get onTransition(): TransitionListener | null {
    return this.#onTransition;
  }
  set onTransition(listener: TransitionListener | null) {
    this.#onTransition = listener;
    this.#memory.announcer =
      listener === null
        ? null
        : new Announcer(this.#table.capacity, (transition, place) => {
            this.#cursor.at(place, this.#lifetimes.now);
            listener(transition, this.#cursor);
          });
  }

  /**
   * Takes in the first `count` of `segments`, as `track` does each. Faster than one by one where there are many flows: the
   * memory that the segments will need is asked for at once, so that its latencies overlap.
   */
  trackAll(segments: readonly Segment[], count: number): void {
    if (count > MOST_TOGETHER) throw new RangeError(`at most ${MOST_TOGETHER} segments at a time`);
    if (this.#reach.isExceeded(segments, count)) this.#table.touch(segments, count);
    for (let i = 0; i < count; i++) this.track(segments[i]!);
  }

  /** Takes in one segment. Segments come in the order of the capture; their times may step back. */
  track(segment: Segment): void {
    if (segment.time > this.#lifetimes.now) this.#lifetimes.now = segment.time;
    if (segment.time >= this.#lifetimes.nextLook) this.#lifetimes.advance(segment.time);
    this.#counters.segments++;
    const found = this.#table.find(segment);
    if (found !== NONE && this.#takeExpected(found, segment)) return;
    if (this.#copies.isCopy(segment) && !(found !== NONE && refusesAnew(this.#flow, segment))) {
      this.#countCopy(found, segment);
    } else if (hasNonsenseFlags(segment.flags)) {
      this.#countNonsense(found, segment);
    } else if (found === NONE) {
      this.#open(segment, NONE);
      this.#rules.apply(this.#flow, null, segment);
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
    const prediction = found === this.#followed ? null : this.#prediction;
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

  /** Takes in a connection that was there before the capture, unless it has been seen by now or there is no room; asks for a journal. */
  adopt(socket: KnownSocket): void {
    const segment = segmentOf(socket);
    const found = this.#table.find(segment);
    if (isSelf(segment) || (found === NONE && this.#table.size === this.#table.capacity)) return;
    const flow = this.#flow;
    if (found === NONE) this.#open(segment, NONE);
    else flow.at(found, this.#table.senderHalf);
    if (flow.sender.packets + flow.receiver.packets > 0) return;
    adopt(flow, socket);
    this.#lifetimes.schedule(flow);
    this.#memory.announcer?.pass(flow);
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
      if (segment.length > 0 || (segment.flags & Flag.FIN) !== 0) former.noteBy('old-duplicate', segment);
      if (former.sender.state === StateCode.TIME_WAIT) this.#flow.noteBy('time-wait-collision', segment);
      this.#rules.apply(former, null, segment);
    } else if (!this.#rules.apply(this.#flow, former, segment)) {
      this.#reopen(segment, []);
      this.#rules.apply(this.#flow, this.#formerFlow(), segment);
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
      this.#rules.apply(flow, this.#formerFlow(), segment);
      return;
    }
    const verdict = judgeSyn(flow, segment);
    if (verdict === SynVerdict.WAITS) {
      flow.note('syn-on-live');
      this.#memory.witness?.aside(flow, segment, 'waits');
      for (const unanswered of this.#memory.waiting.keep(flow, segment))
        countSegment(flow, unanswered, this.#memory.anomalies);
      return;
    }
    if (verdict === SynVerdict.REOPENS) this.#reopen(segment, this.#memory.waiting.take(flow, segment.seq));
    this.#rules.apply(flow, this.#formerFlow(), segment);
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
      this.#rules.apply(this.#flow, this.#formerFlow(), syn);
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
    if (this.#memory.witness !== null) {
      this.#cursor.at(index, this.#lifetimes.now);
      this.#memory.witness.opened(this.#cursor);
    }
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
    this.#memory.witness?.aside(this.#flow, segment, 'copy');
  }

  #countNonsense(found: number, segment: Segment): void {
    this.#counters.badFlags++;
    if (found === NONE) return;
    this.#flow.note('bad-flags');
    countOctets(this.#flow.sender, segment);
    this.#memory.witness?.aside(this.#flow, segment, 'bad-flags');
  }

  #report(flow: Flow): void {
    this.#cursor.at(flow.index, this.#lifetimes.now);
    const { client, server, outcome } = this.#cursor;
    this.statePairs[clientStateIn(outcome) * STATE_CODES + serverStateIn(outcome)]!++;
    this.closedFirst[closerIn(outcome)]!++;
    if (isLong(client, server)) this.#counters.longFlows++;
    else if (isShort(client, server)) this.#counters.shortFlows++;
    this.onFlow?.(this.#cursor);
  }
}
