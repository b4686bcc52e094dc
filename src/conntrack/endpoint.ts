/** One side of a flow with its RFC 9293 variables: a cursor over the flow table, moved from packet to packet. */
import { answerTimeOf, shorterAnswer } from './answer-time.ts';
import {
  CloseCause,
  closeCause,
  FACTS,
  Fact,
  holds,
  KERNEL,
  STATE_BITS,
  Sure,
  stateOf,
  sureness,
  withFactAtLeast,
  withoutFact,
} from './facts.ts';
import { COLD_ENDPOINT_WORDS, Cold, FLOW_WORDS, HALF_WORDS, Hot, timesAt } from './flow-record.ts';
import type { FlowTable } from './flow-table.ts';
import { Mark, windowShiftIn, withWindowShift } from './marks.ts';
import type { StateCode } from './states.ts';

// The accessors below are called many times a packet: they are kept so small that the compiler inlines every one of them
// (27 octets of bytecode), which rules out `#private` fields and constants behind an object.
const { HAS_RCV } = Mark;
const { ISS, SND_NXT, GAP_FREE, RCV_NXT, WINDOW, PACKETS, MARKS, LAST_SEEN, BYTES, ANSWER } = Hot;

const OPTION_MSS = 0xffff;
const OPTION_SCALE_SHIFT = 16;
const Option = {
  MSS: 0x100000,
  SCALE: 0x200000,
  SACK: 0x400000,
  TIMESTAMPS: 0x800000,
  FAST_OPEN: 0x1000000,
  MPTCP: 0x2000000,
} as const;

/** In place of the frame that showed a fact: the socket table of this host told it. */
export const BY_KERNEL = -1;

export class Endpoint {
  flow = 0;
  /** 0 for the lower endpoint of the pair, 1 for the upper. */
  half = 0;
  /** The evidence of each fact: numbers of frames, seven an endpoint; null where nobody asks for histories. */
  readonly evidence: Int32Array | null;
  private readonly words: Int32Array;
  private readonly doubles: Float64Array;
  /** Where its words begin in each of them. */
  private hotAt = 0;
  private timesAt = 0;
  private evidenceAt = 0;
  private coldAt = 0;

  constructor(table: FlowTable, evidence: Int32Array | null) {
    this.words = table.words;
    this.doubles = table.doubles;
    this.evidence = evidence;
  }

  /** Moves the cursor. */
  at(flow: number, half: number): void {
    this.flow = flow;
    this.half = half;
    this.hotAt = flow * FLOW_WORDS + half * HALF_WORDS;
    this.timesAt = timesAt(flow, half);
    this.evidenceAt = (flow * 2 + half) * FACTS;
    this.coldAt = flow * FLOW_WORDS + half * COLD_ENDPOINT_WORDS;
  }

  /** The facts word, see facts.ts: the first of its words. */
  get facts(): number {
    return this.words[this.hotAt]!;
  }
  set facts(word: number) {
    this.words[this.hotAt] = word;
  }

  get state(): StateCode {
    return stateOf(this.facts);
  }

  has(fact: Fact): boolean {
    return holds(this.facts, fact);
  }

  sureOf(fact: Fact): Sure {
    return sureness(this.facts, fact);
  }

  /** When the fact came to hold, in nanoseconds since the capture's epoch. */
  timeOf(fact: Fact): number {
    return this.doubles[this.timesAt + fact]!;
  }

  /** The number of the frame that showed the fact; 0 for none. */
  packetOf(fact: Fact): number {
    return this.evidence === null ? 0 : Math.max(0, this.evidence[this.evidenceAt + fact]!);
  }

  /** How sure a fact is, as a place in `CERTAINTIES`: `sureOf`, but of what the socket table told. */
  certaintyOf(fact: Fact): number {
    const told = this.evidence !== null && this.evidence[this.evidenceAt + fact] === BY_KERNEL;
    return told && this.sureOf(fact) === Sure.SEEN ? KERNEL : this.sureOf(fact);
  }

  /** Holds the fact from now on; one that held already keeps its time and becomes surer where `sure` is. */
  establish(fact: Fact, sure: Sure, time: number, packet: number): void {
    const facts = this.facts;
    this.facts = withFactAtLeast(facts, fact, sure);
    if (holds(facts, fact)) return;
    // It opened before it was established, whenever that is seen.
    const late = fact < Fact.ESTABLISHED && holds(facts, Fact.ESTABLISHED);
    const answered = fact === Fact.SYN_SENT && holds(facts, Fact.SYNACK_SENT);
    this.date(fact, answered ? this.timeOf(Fact.SYNACK_SENT) : late ? this.timeOf(Fact.ESTABLISHED) : time, packet);
  }

  /** Gives the fact another time and evidence. */
  date(fact: Fact, time: number, packet: number): void {
    this.doubles[this.timesAt + fact] = time;
    if (this.evidence !== null) this.evidence[this.evidenceAt + fact] = packet;
  }

  /** Takes the fact back; with one on which TIME_WAIT rested, also the end of TIME_WAIT. */
  retract(fact: Fact): void {
    this.facts = withoutFact(this.facts, fact);
    if (fact === Fact.CLOSED || !holds(this.facts, Fact.CLOSED)) return;
    const cause = closeCause(this.facts);
    if (cause === CloseCause.TWO_MSL || cause === CloseCause.ASSASSINATED) this.retract(Fact.CLOSED);
  }

  /** Whether anything at all is known of it. */
  get isKnown(): boolean {
    return (this.facts & STATE_BITS) !== 0;
  }

  get marks(): number {
    return this.words[this.hotAt + MARKS]!;
  }

  set marks(bits: number) {
    this.words[this.hotAt + MARKS] = bits;
  }

  marked(mark: number): boolean {
    return (this.marks & mark) !== 0;
  }

  mark(mark: number): void {
    this.marks |= mark;
  }

  unmark(mark: number): void {
    this.marks &= ~mark;
  }

  /** ISS, the initial send sequence number. */
  get iss(): number {
    return this.words[this.hotAt + ISS]!;
  }
  set iss(seq: number) {
    this.words[this.hotAt + ISS] = seq;
    this.mark(Mark.HAS_ISS);
  }

  /** SND.NXT: behind everything it was seen to send, or its peer to acknowledge; behind its FIN once that was sent. */
  get sndNxt(): number {
    return this.words[this.hotAt + SND_NXT]!;
  }
  set sndNxt(seq: number) {
    this.words[this.hotAt + SND_NXT] = seq;
  }

  /** Behind what it was seen to send without a gap, or its peer to acknowledge. */
  get gapFree(): number {
    return this.words[this.hotAt + GAP_FREE]!;
  }
  set gapFree(seq: number) {
    this.words[this.hotAt + GAP_FREE] = seq;
  }

  /** Both at once, when the first of its sequence numbers is learnt. */
  startSending(seq: number): void {
    this.sndNxt = seq;
    this.gapFree = seq;
    this.mark(Mark.HAS_SND);
  }

  /** RCV.NXT as it has shown it: the highest ACK that it sent. */
  get rcvNxt(): number {
    return this.words[this.hotAt + RCV_NXT]!;
  }
  set rcvNxt(seq: number) {
    this.words[this.hotAt + RCV_NXT] = seq;
    this.marks |= HAS_RCV;
  }

  /** The window that it last advertised, in octets. */
  get window(): number {
    return this.words[this.hotAt + WINDOW]!;
  }
  set window(octets: number) {
    this.words[this.hotAt + WINDOW] = octets;
  }

  get packets(): number {
    return this.words[this.hotAt + PACKETS]!;
  }
  set packets(count: number) {
    this.words[this.hotAt + PACKETS] = count;
  }

  /** Payload octets sent. */
  get bytes(): number {
    return this.doubles[(this.hotAt + BYTES) >> 1]!;
  }
  set bytes(octets: number) {
    this.doubles[(this.hotAt + BYTES) >> 1] = octets;
  }

  /** When its latest segment was seen, copies not counted. */
  get lastSeen(): number {
    return this.doubles[(this.hotAt + LAST_SEEN) >> 1]!;
  }
  set lastSeen(time: number) {
    this.doubles[(this.hotAt + LAST_SEEN) >> 1] = time;
  }

  /**
   * Answer time: for how long after a segment passed the capture point toward this endpoint can its own segments still
   * have been sent before that segment arrived. Nanoseconds.
   */
  get answerTime(): number {
    return answerTimeOf(this.words[this.hotAt + ANSWER]!);
  }

  /** The shortest time after which it answered, as seen at the capture point. Nanoseconds; 0 while no answer was timed. */
  get shortestAnswer(): number {
    return this.words[this.hotAt + ANSWER]! * 1000;
  }

  /** Takes in that it answered after `elapsed` nanoseconds. */
  answeredAfter(elapsed: number): void {
    this.words[this.hotAt + ANSWER] = shorterAnswer(this.words[this.hotAt + ANSWER]!, elapsed);
  }

  /** By how many bits its window field is shifted. */
  get windowShift(): number {
    return windowShiftIn(this.marks);
  }
  set windowShift(bits: number) {
    this.marks = withWindowShift(this.marks, bits);
  }

  /** Keeps the options of its SYN; -1 for an option that it does not carry. */
  keepOptions(mss: number, scale: number, sack: boolean, timestamps: boolean, fastOpen: boolean, mptcp: boolean): void {
    this.words[this.coldAt + Cold.OPTIONS] =
      (mss < 0 ? 0 : Option.MSS | mss) |
      (scale < 0 ? 0 : Option.SCALE | (Math.min(scale, 14) << OPTION_SCALE_SHIFT)) |
      (sack ? Option.SACK : 0) |
      (timestamps ? Option.TIMESTAMPS : 0) |
      (fastOpen ? Option.FAST_OPEN : 0) |
      (mptcp ? Option.MPTCP : 0);
  }

  /** The options of its SYN, packed; 0 where none was seen. */
  get options(): number {
    return this.words[this.coldAt + Cold.OPTIONS]!;
  }

  /** Maximum segment size of its SYN, or null. */
  get mss(): number | null {
    return this.options & Option.MSS ? this.options & OPTION_MSS : null;
  }

  /** Window scale of its SYN (RFC 7323 §2.2), or null. */
  get windowScale(): number | null {
    return this.options & Option.SCALE ? (this.options >>> OPTION_SCALE_SHIFT) & 0xf : null;
  }

  get sackPermitted(): boolean {
    return (this.options & Option.SACK) !== 0;
  }

  get timestamps(): boolean {
    return (this.options & Option.TIMESTAMPS) !== 0;
  }

  get fastOpenOption(): boolean {
    return (this.options & Option.FAST_OPEN) !== 0;
  }

  get mptcp(): boolean {
    return (this.options & Option.MPTCP) !== 0;
  }

  /** TSval of its SYN (`Mark.HAS_SYN_TSVAL`), then of its first ACK of the peer's FIN (`Mark.HAS_FIN_TSVAL`). */
  get tsVal(): number {
    return this.words[this.coldAt + Cold.TSVAL]!;
  }
  set tsVal(tsVal: number) {
    this.words[this.coldAt + Cold.TSVAL] = tsVal;
  }

  /** TSval of its FIN when that was repeated (`Mark.HAS_REPETITION`). */
  get repetitionTsVal(): number {
    return this.words[this.coldAt + Cold.REPETITION_TSVAL]!;
  }
  set repetitionTsVal(tsVal: number) {
    this.words[this.coldAt + Cold.REPETITION_TSVAL] = tsVal;
  }

  /** How many SYN, FIN and RST it sent: 12, 10 and 10 bits; what is beyond goes to the anomalies. */
  get counts(): number {
    return this.words[this.coldAt + Cold.COUNTS]!;
  }
  set counts(word: number) {
    this.words[this.coldAt + Cold.COUNTS] = word;
  }
}
