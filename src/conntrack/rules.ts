/**
 * The full way of a segment through the rules of docs/observer.md: what it proves of its sender, what it presumes of its
 * receiver, and what is counted of it.
 */
import { Flag, Segment } from '../decode/segment.ts';
import type { Flow } from './flow.ts';
import type { FlowMemory } from './flow-memory.ts';
import { FlowFlag } from './flow-record.ts';
import { sentSyn, sentSynAck } from './handshake.ts';
import { canGoOn, replaceFormer } from './incarnations.ts';
import type { Lifetimes } from './lifetimes.ts';
import { Mark } from './marks.ts';
import { sentRst } from './reset.ts';
import { sentToItself } from './self-connect.ts';
import { isForeign, resynchronise } from './strays.ts';
import { sentSegment } from './stream.ts';
import { countAnomalies, countOctets, countSegment, isInOrder, timeAnswer } from './traffic.ts';

/** Octets that a missed segment is taken to have had where no MSS is known (RFC 9293 §3.7.1). */
const DEFAULT_MSS = 536;

export class Rules {
  /** Segments that were acknowledged but never seen, as far as octets tell. */
  missedSegments = 0;
  readonly #memory: FlowMemory;
  readonly #lifetimes: Lifetimes;
  readonly #rfc1337: boolean;
  readonly #redated = new Segment();

  constructor(memory: FlowMemory, lifetimes: Lifetimes, rfc1337: boolean) {
    this.#memory = memory;
    this.#lifetimes = lifetimes;
    this.#rfc1337 = rfc1337;
  }

  /**
   * Takes the segment in; `former` is the connection before on the pair of `flow`, where it is remembered. False if it is of
   * the next one, whose opening passed unseen: nothing is done then.
   */
  apply(flow: Flow, former: Flow | null, captured: Segment): boolean {
    const { sender, receiver } = flow;
    const { gaps, anomalies, silences, strays } = this.#memory;
    const segment = this.#inOrder(flow, captured);
    const { time, packet } = segment;
    const senderFacts = sender.facts;
    const receiverFacts = receiver.facts;
    const formerSenderFacts = former === null ? 0 : former.sender.facts;
    const formerReceiverFacts = former === null ? 0 : former.receiver.facts;
    const sndNxt = sender.sndNxt;

    if (isForeign(flow, segment)) {
      if (!strays.agree(flow, segment)) {
        flow.note('foreign');
        countOctets(sender, segment);
        this.#memory.witness?.aside(flow, segment, 'foreign');
        return true;
      }
      if (!canGoOn(flow)) return false;
      resynchronise(flow, segment, gaps);
    }
    this.#memory.witness?.before(flow, segment);
    timeAnswer(flow, segment);
    silences.note(flow, segment);
    if (!isInOrder(sender, segment)) countAnomalies(flow, segment, gaps, anomalies);
    this.#move(flow, former, segment);
    countSegment(flow, segment, anomalies);
    if (sender.sndNxt !== sndNxt) sender.mark(Mark.ADVANCED);
    else sender.unmark(Mark.ADVANCED);

    // From here on its segments tell.
    sender.unmark(Mark.KERNEL);
    if (receiver.facts !== receiverFacts) receiver.unmark(Mark.KERNEL);

    if (sender.facts !== senderFacts || receiver.facts !== receiverFacts) {
      this.#memory.settle(flow, sender, senderFacts, time, packet);
      if (receiver.half !== sender.half) this.#memory.settle(flow, receiver, receiverFacts, time, packet);
      this.#lifetimes.schedule(flow);
    }
    if (former !== null) {
      this.#memory.settle(former, former.sender, formerSenderFacts, time, packet);
      this.#memory.settle(former, former.receiver, formerReceiverFacts, time, packet);
    }
    this.#memory.witness?.after(flow, segment);
    return true;
  }

  /** Moves the facts of both ends. */
  #move(flow: Flow, former: Flow | null, segment: Segment): void {
    const { flags } = segment;
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
      if (former !== null && flow.noted('mid-stream')) replaceFormer(flow, former, segment);
    }
  }

  /** The segment, but not dated before the flow's latest where the capture's clock has stepped back. */
  #inOrder(flow: Flow, segment: Segment): Segment {
    const { sender, receiver } = flow;
    if (segment.time >= sender.lastSeen && segment.time >= receiver.lastSeen) return segment;
    const time = Math.max(sender.lastSeen, receiver.lastSeen);
    return Object.assign(this.#redated, segment, { time });
  }

  #countMissed(flow: Flow, octets: number): void {
    flow.note('gap');
    this.missedSegments += Math.ceil(octets / (flow.receiver.mss ?? flow.sender.mss ?? DEFAULT_MSS));
  }
}
