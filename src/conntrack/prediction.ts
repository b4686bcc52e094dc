/**
 * Header prediction: the segment that a smooth connection expects next takes a short way. Nearly all are of this kind: data
 * and ACKs in sequence, the handshake's ACK, FINs and their ACKs in the order of the textbook, with nothing lost, repeated
 * or out of the ordinary. Every other takes the full way through the rules of docs/observer.md. The short way does what the
 * full way would have done, and test/conntrack/prediction.test.ts holds them together. The idea is that of Van Jacobson's
 * fast path in BSD (RFC 1323 appendix F; kept by Linux).
 *
 * This is what most packets cost, so it works on the words of the flow table itself.
 */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import { shorterAnswer } from './answer-time.ts';
import { FACTS, Fact, PASSIVE, STATE_BITS, Sure, sureness, withFact, withFactAtLeast } from './facts.ts';
import { COLD_ENDPOINT_WORDS, Cold, FLOW_WORDS, FlowFlag, HALF_WORDS, Hot, NONE, timesAt } from './flow-record.ts';
import type { FlowTable } from './flow-table.ts';
import { Mark, takingTheWord, windowShiftIn } from './marks.ts';
import { CLOSING_SILENCE, LONG_SILENCE } from './silence.ts';
import { isFar } from './strays.ts';

/** What became of a segment. */
export const Predicted = {
  /** It is not the expected one; nothing has changed. */
  NO: 0,
  /** It was taken in, and the states are what they were. */
  TAKEN: 1,
  /** It was taken in, and moved the connection on. */
  MOVED: 2,
} as const;

export type Predicted = (typeof Predicted)[keyof typeof Predicted];

const { SND_NXT, GAP_FREE, RCV_NXT, WINDOW, PACKETS, MARKS, LAST_SEEN, BYTES, ANSWER } = Hot;
const { HAS_SND, HAS_RCV, ADVANCED, FIN_COVERS, FIN_ACK_SEEN, ACKED_APART, HAS_SYN_TSVAL, HAS_FIN_TSVAL, SPEAKS } =
  Mark;

/** Flags that say something of the connection itself. */
const TELLING = Flag.SYN | Flag.FIN | Flag.RST | Flag.ACK;

/** The facts that tell states apart from ESTABLISHED on: all but how the endpoint opened. */
const LIFE = STATE_BITS & ~((1 << Fact.SYN_SENT) | (1 << Fact.SYNACK_SENT));
const ESTABLISHED = 1 << Fact.ESTABLISHED;
const FIN_WAIT_1 = ESTABLISHED | (1 << Fact.FIN_SENT);
const FIN_WAIT_2 = FIN_WAIT_1 | (1 << Fact.FIN_ACKED);
const CLOSE_WAIT = ESTABLISHED | (1 << Fact.FIN_RECEIVED);
const LAST_ACK = CLOSE_WAIT | FIN_WAIT_1 | PASSIVE;
const TIME_WAIT = CLOSE_WAIT | FIN_WAIT_2;
const ALL_FACTS = (1 << FACTS) - 1;
/** Whole words of facts: an end of which no more is known than that it sent its SYN, or its SYN+ACK. */
const SYN_SENT: number = withFact(0, Fact.SYN_SENT, Sure.SEEN);
const SYN_RCVD: number = withFact(0, Fact.SYNACK_SENT, Sure.SEEN);

/** Marks of a sender whose next segment says more than its place in the sequence. */
const ROUGH_SENDER = Mark.GAPS | Mark.PROBED | Mark.FAST_OPEN;
/** The same of either end, where a state is to change. */
const ROUGH =
  ROUGH_SENDER |
  Mark.FIN_DOUBT |
  Mark.FIN_UNSEEN |
  Mark.FIN_AGAIN |
  Mark.OTHER_ISN |
  Mark.ACKED_FROM_BEYOND |
  Mark.HALF_CLOSED |
  Mark.PHANTOM_FIN;

/** In `Cold.COUNTS`: one FIN more. */
const ONE_FIN = 1 << 12;

/** The endpoint is open, as what it sends proves. */
function provenOpen(facts: number): number {
  const sure = sureness(facts, Fact.ESTABLISHED);
  if (sure === Sure.SEEN) return facts;
  const answered = (facts & (1 << Fact.SYNACK_SENT)) !== 0;
  return sure === Sure.PRESUMED || answered ? withFact(facts, Fact.ESTABLISHED, Sure.SEEN) : facts;
}

export class Prediction {
  /** The facts of both ends as they were before the segment that moved them. */
  senderFacts = 0;
  receiverFacts = 0;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #evidence: Int32Array | null;

  constructor(table: FlowTable, evidence: Int32Array | null) {
    this.#words = table.words;
    this.#doubles = table.doubles;
    this.#evidence = evidence;
  }

  /** Takes the segment in, sent by that half of the flow, if it is the expected one. */
  take(flow: number, half: number, segment: Segment): Predicted {
    const words = this.#words;
    const sender = flow * FLOW_WORDS + half * HALF_WORDS;
    const receiver = flow * FLOW_WORDS + (half ^ 1) * HALF_WORDS;
    const telling = segment.flags & TELLING;
    if ((telling & ~Flag.FIN) !== Flag.ACK || segment.seq !== words[sender + SND_NXT] || segment.window === 0) {
      return Predicted.NO;
    }
    if ((words[sender + MARKS]! & (ROUGH_SENDER | HAS_SND)) !== HAS_SND) return Predicted.NO;
    if (segment.time - this.#doubles[(sender + LAST_SEEN) >> 1]! >= LONG_SILENCE) return Predicted.NO;
    if (this.#isForeign(receiver, segment)) return Predicted.NO;
    if (seqDiff(segment.ack, words[receiver + GAP_FREE]!) > 0) return Predicted.NO;
    if (segment.length <= 1 && words[receiver + WINDOW] === 0) return Predicted.NO;
    const open = (words[sender]! & words[receiver]! & LIFE) === ESTABLISHED;
    if (telling === Flag.ACK && open && ((words[sender]! | words[receiver]!) & LIFE) === ESTABLISHED) {
      return this.#takeData(sender, receiver, segment);
    }
    return this.#takeMove(flow, half, segment);
  }

  /** Data or an ACK between open ends. */
  #takeData(sender: number, receiver: number, segment: Segment): Predicted {
    const words = this.#words;
    const news = seqDiff(segment.ack, words[sender + RCV_NXT]!);
    const known = (words[sender + MARKS]! & HAS_RCV) !== 0;
    if (!known || news < 0 || (news === 0 && segment.length === 0)) return Predicted.NO;
    words[sender] = provenOpen(words[sender]!);
    this.#advance(sender, receiver, segment, segment.length);
    return Predicted.TAKEN;
  }

  /** The segment by which a smooth connection goes on: what it makes of the facts of both ends. */
  #takeMove(flow: number, half: number, segment: Segment): Predicted {
    const words = this.#words;
    const sender = flow * FLOW_WORDS + half * HALF_WORDS;
    const receiver = flow * FLOW_WORDS + (half ^ 1) * HALF_WORDS;
    if (!this.#isSmooth(flow, sender, receiver, segment)) return Predicted.NO;
    const before = words[sender]!;
    const peerBefore = words[receiver]!;
    const life = before & LIFE;
    const peerLife = peerBefore & LIFE;
    const fin = (segment.flags & Flag.FIN) !== 0;
    let facts = provenOpen(before);
    let peerFacts = peerBefore;
    if (before === SYN_SENT && peerBefore === SYN_RCVD && !fin) {
      // The handshake's ACK.
      if (segment.ack !== words[receiver + SND_NXT]) return Predicted.NO;
      facts = withFact(before, Fact.ESTABLISHED, Sure.SEEN);
      peerFacts = withFact(peerBefore, Fact.ESTABLISHED, Sure.PRESUMED);
    } else {
      const news = seqDiff(segment.ack, words[sender + RCV_NXT]!);
      if ((words[sender + MARKS]! & HAS_RCV) === 0 || news < 0 || (news === 0 && !fin)) return Predicted.NO;
      if (fin && life === ESTABLISHED && peerLife === ESTABLISHED) {
        // The first FIN.
        if (this.#silence(sender, receiver, segment) >= CLOSING_SILENCE) return Predicted.NO;
        facts = withFact(facts, Fact.FIN_SENT, Sure.SEEN);
        peerFacts = withFact(peerFacts, Fact.FIN_RECEIVED, Sure.PRESUMED);
        words[sender + MARKS]! &= ~FIN_COVERS;
      } else {
        // An ACK of the peer's FIN, with a FIN of its own or as the last ACK.
        if (segment.ack !== words[receiver + SND_NXT] || sureness(peerFacts, Fact.FIN_SENT) !== Sure.SEEN)
          return Predicted.NO;
        if (fin) {
          if (life !== CLOSE_WAIT || (peerLife !== FIN_WAIT_1 && peerLife !== FIN_WAIT_2)) return Predicted.NO;
          facts = withFact(facts, Fact.FIN_SENT, Sure.SEEN) | PASSIVE;
          peerFacts = withFact(peerFacts, Fact.FIN_RECEIVED, Sure.PRESUMED);
          words[sender + MARKS]! |= FIN_COVERS;
        } else if (life === TIME_WAIT && peerLife === LAST_ACK && segment.length === 0) {
          facts = withFact(facts, Fact.FIN_ACKED, Sure.SEEN);
        } else if (life !== CLOSE_WAIT || peerLife !== FIN_WAIT_1) {
          return Predicted.NO;
        }
        facts = withFact(facts, Fact.FIN_RECEIVED, Sure.SEEN);
        peerFacts = withFactAtLeast(peerFacts, Fact.FIN_ACKED, Sure.PRESUMED);
        this.#ackedFin(flow, half, segment);
      }
    }
    this.senderFacts = before;
    this.receiverFacts = peerBefore;
    this.#settle(flow, half, facts, segment);
    this.#settle(flow, half ^ 1, peerFacts, segment);
    if (fin) this.#words[flow * FLOW_WORDS + half * COLD_ENDPOINT_WORDS + Cold.COUNTS]! += ONE_FIN;
    this.#advance(sender, receiver, segment, segment.length + (fin ? 1 : 0));
    return Predicted.MOVED;
  }

  /** Whether the facts alone tell what the segment does: one connection on its pair, both ends heard, nothing out of the ordinary. */
  #isSmooth(flow: number, sender: number, receiver: number, segment: Segment): boolean {
    const words = this.#words;
    const doubles = this.#doubles;
    const { time } = segment;
    const flags = words[flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS]!;
    return (
      ((words[sender + MARKS]! | words[receiver + MARKS]!) & ROUGH) === 0 &&
      (flags & (FlowFlag.SELF | FlowFlag.LISTED)) === FlowFlag.LISTED &&
      words[flow * FLOW_WORDS + Cold.RELATED] === NONE &&
      words[sender + PACKETS] !== 0 &&
      words[receiver + PACKETS] !== 0 &&
      time >= doubles[(sender + LAST_SEEN) >> 1]! &&
      time >= doubles[(receiver + LAST_SEEN) >> 1]!
    );
  }

  /** For how long neither end had sent anything, in nanoseconds. */
  #silence(sender: number, receiver: number, { time }: Segment): number {
    const doubles = this.#doubles;
    return time - Math.max(doubles[(sender + LAST_SEEN) >> 1]!, doubles[(receiver + LAST_SEEN) >> 1]!);
  }

  /** `isForeign` of strays.ts for an acknowledgment that lies below all that its receiver sent. */
  #isForeign(receiver: number, segment: Segment): boolean {
    const words = this.#words;
    if (words[receiver + PACKETS] === 0) return false;
    if ((words[receiver + MARKS]! & HAS_RCV) !== 0 && isFar(segment.seq, words[receiver + RCV_NXT]!)) return true;
    return isFar(segment.ack, words[receiver + SND_NXT]!);
  }

  /** Keeps the facts of an end, and dates what holds from now on. */
  #settle(flow: number, half: number, facts: number, segment: Segment): void {
    const at = flow * FLOW_WORDS + half * HALF_WORDS;
    const dates = timesAt(flow, half);
    for (let news = facts & ~this.#words[at]! & ALL_FACTS; news !== 0; news &= news - 1) {
      const fact = 31 - Math.clz32(news & -news);
      this.#doubles[dates + fact] = segment.time;
      if (this.#evidence !== null) this.#evidence[(flow * 2 + half) * FACTS + fact] = segment.packet;
    }
    this.#words[at] = facts;
  }

  /** The sender's first ACK of the peer's FIN; see `ackedFin` in fin.ts. */
  #ackedFin(flow: number, half: number, segment: Segment): void {
    const at = flow * FLOW_WORDS + half * HALF_WORDS + MARKS;
    const marks = this.#words[at]!;
    const apart = (segment.flags & Flag.FIN) === 0 ? ACKED_APART : 0;
    if ((marks & FIN_ACK_SEEN) !== 0) {
      this.#words[at] = marks | apart;
    } else if (segment.hasTimestamps === 1) {
      this.#words[flow * FLOW_WORDS + half * COLD_ENDPOINT_WORDS + Cold.TSVAL] = segment.tsVal;
      this.#words[at] = (marks & ~HAS_SYN_TSVAL) | FIN_ACK_SEEN | HAS_FIN_TSVAL | apart;
    } else {
      this.#words[at] = marks | FIN_ACK_SEEN | apart;
    }
  }

  /** Moves SND.NXT by so many sequence numbers, RCV.NXT to the acknowledgment, times the answer, and counts the segment. */
  #advance(sender: number, receiver: number, segment: Segment, numbers: number): void {
    const words = this.#words;
    const doubles = this.#doubles;
    const { ack, length, time } = segment;
    if ((words[receiver + MARKS]! & ADVANCED) !== 0 && ack === words[receiver + SND_NXT]) {
      words[receiver + MARKS]! &= ~ADVANCED;
      words[sender + ANSWER] = shorterAnswer(words[sender + ANSWER]!, time - doubles[(receiver + LAST_SEEN) >> 1]!);
    }
    let marks = words[sender + MARKS]!;
    if (length > 0 && (marks & SPEAKS) === 0) {
      marks = takingTheWord(marks);
      words[receiver + MARKS]! &= ~SPEAKS;
    }
    words[sender + RCV_NXT] = ack;
    if (numbers === 0) {
      words[sender + MARKS] = (marks & ~ADVANCED) | HAS_RCV;
    } else {
      const end = (segment.seq + numbers) | 0;
      words[sender + SND_NXT] = end;
      words[sender + GAP_FREE] = end;
      words[sender + MARKS] = marks | ADVANCED | HAS_RCV;
    }
    words[sender + PACKETS]!++;
    words[sender + WINDOW] = segment.window << windowShiftIn(marks);
    if (length > 0) doubles[(sender + BYTES) >> 1]! += length;
    if (time > doubles[(sender + LAST_SEEN) >> 1]!) doubles[(sender + LAST_SEEN) >> 1] = time;
  }
}
