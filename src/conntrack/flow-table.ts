/**
 * Every flow as numbers in a few typed arrays, and the hash table that finds it.
 *
 * ```
 * hot    32 words a flow, two halves of 16, one cache line each; the halves are the endpoints, so the peer is half ^ 1
 *   half ┌───────┬─────┬─────────┬──────────┬─────────┬────────┬─────────┬───────┐
 *    0-7 │ facts │ ISS │ SND.NXT │ gap-free │ RCV.NXT │ window │ packets │ marks │
 *        ├───────┴─────┼─────────┴──────────┼─────────┼────────┼─────────┴───────┤
 *   8-15 │  last seen  │       bytes        │ answer  │address │ two of the flow │
 *        └─────────────┴────────────────────┴─────────┴────────┴─────────────────┘
 * times  7 doubles an endpoint: when each fact came to hold
 * cold   3 words an endpoint, 7 of the flow: touched on SYN, FIN, RST and anomalies only
 * slots  8 bits of tag and 24 bits of flow + 1, linear probing, at most half full
 * ```
 *
 * The arrays are as large as the limit allows from the start: the operating system gives a page only when it is touched.
 */
import type { Segment } from '../decode/segment.ts';
import { FACTS } from './facts.ts';
import { hashOf, hashPair, mixV6, portsOf, sourceIsLower } from './pair.ts';

export const FLOW_WORDS = 32;
export const HALF_WORDS = 16;
/** Words of one half. Doubles lie on even words. */
export const Hot = {
  FACTS: 0,
  ISS: 1,
  SND_NXT: 2,
  GAP_FREE: 3,
  RCV_NXT: 4,
  WINDOW: 5,
  PACKETS: 6,
  MARKS: 7,
  LAST_SEEN: 8,
  BYTES: 10,
  ANSWER: 12,
  ADDRESS: 13,
  /** Of the flow, in half 0: both ports, the lower endpoint's in the upper 16 bits. */
  PORTS: 14,
  /** Of the flow, in half 0: its scope. */
  SCOPE: 15,
  /** Of the flow, in half 1: bits of `FlowFlag`. */
  FLAGS: 14,
  /** Of the flow, in half 1: the next flow in the same slot of the timer wheel, or of the free list; -1 ends. */
  LINK: 15,
} as const;

/** Words of a flow in `cold`: three for each endpoint, then the flow's own. */
export const COLD_WORDS = 15;
export const COLD_ENDPOINT_WORDS = 4;
export const Cold = {
  /** Options of its SYN, packed by endpoint.ts. */
  OPTIONS: 0,
  /** How many SYN, FIN and RST it sent, packed by endpoint.ts. */
  COUNTS: 1,
  /** TSvals to which later ones are compared, see endpoint.ts. */
  TSVAL: 2,
  REPETITION_TSVAL: 3,
  NUMBER: 8,
  NOTES: 9,
  INCARNATION: 10,
  /** The other connection on the same pair that is remembered: the former one of a listed flow, the one that took over from a former; -1 for none. */
  RELATED: 11,
  /** Its record in the anomalies, -1 for none. */
  ANOMALIES: 12,
  /** SEG.SEQ of the latest RST by which an endpoint gave the connection up. */
  RST_SEQ: 13,
  /** Where the timer wheel's chain comes from: the flow before in it, or ~slot. */
  BACK_LINK: 14,
} as const;

/** Bits of `Hot.FLAGS`. */
export const FlowFlag = {
  /** The half of the client: 0 or 1. */
  CLIENT: 1,
  V6: 2,
  /** The record holds a flow. */
  LIVE: 4,
  /** It is found by its addresses (a former incarnation is not). */
  LISTED: 8,
  /** It waits in the timer wheel. */
  TIMED: 16,
  /** A SYN on it waits for its answer, see incarnations.ts. */
  PENDING: 32,
  /** Both halves are one socket; only half 0 is used. */
  SELF: 64,
  CLIENT_CLOSED_FIRST: 128,
  SERVER_CLOSED_FIRST: 256,
} as const;

/** No flow. */
export const NONE = -1;

const TAG = 0xff000000 | 0;
const INDEX = 0x00ffffff;

/** The most flows that a table can hold: the slots keep 24 bits of each. */
export const MOST_FLOWS: number = INDEX - 1;

/** Flows for which memory is asked at one time. */
export const MOST_TOUCHED = 256;

export class FlowTable {
  /** How many flows fit. */
  readonly capacity: number;
  /** How many there are. */
  size = 0;
  readonly hot: Int32Array;
  readonly hotDoubles: Float64Array;
  readonly times: Float64Array;
  readonly cold: Int32Array;
  /** IPv6 addresses, eight words a flow: the lower endpoint's, then the upper's. */
  readonly #v6: Int32Array;
  readonly #slots: Int32Array;
  readonly #mask: number;
  #free: number = NONE;
  /** Records from here on have never been used. */
  #fresh = 0;

  /** Set by `find`: which half the segment's sender is. */
  senderHalf = 0;
  #hash = 0;
  /** Read by nobody: it keeps `touch` from being optimised away. */
  touchedSum = 0;
  readonly #touched = new Int32Array(MOST_TOUCHED);

  constructor(capacity: number) {
    this.capacity = Math.max(1, Math.min(capacity, MOST_FLOWS));
    const buffer = new ArrayBuffer(this.capacity * FLOW_WORDS * 4);
    this.hot = new Int32Array(buffer);
    this.hotDoubles = new Float64Array(buffer);
    this.times = new Float64Array(this.capacity * 2 * FACTS);
    this.cold = new Int32Array(this.capacity * COLD_WORDS);
    this.#v6 = new Int32Array(this.capacity * 8);
    const slots = 2 ** Math.ceil(Math.log2(this.capacity * 2));
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  /** One more than the highest record in use: for walking over all flows. */
  get end(): number {
    return this.#fresh;
  }

  /** Whether the record holds a flow. */
  isLive(flow: number): boolean {
    return (this.hot[flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS]! & FlowFlag.LIVE) !== 0;
  }

  /** The flow of the segment's pair of endpoints, or NONE; sets `senderHalf`, and remembers the pair for `add`. */
  find(segment: Segment, hash: number = hashOf(segment)): number {
    this.senderHalf = sourceIsLower(segment) ? 0 : 1;
    const lowerAddress = this.senderHalf === 0 ? segment.source0 : segment.destination0;
    const upperAddress = this.senderHalf === 0 ? segment.destination0 : segment.source0;
    const ports = portsOf(segment, this.senderHalf);
    this.#hash = hash;

    const v6 = segment.ipVersion === 6 ? FlowFlag.V6 : 0;
    const tag = hash & TAG;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = this.#slots[slot]!;
      if (entry === 0) return NONE;
      if ((entry & TAG) !== tag) continue;
      const flow = (entry & INDEX) - 1;
      const base = flow * FLOW_WORDS;
      if (
        this.hot[base + Hot.PORTS] === ports &&
        this.hot[base + Hot.ADDRESS] === lowerAddress &&
        this.hot[base + HALF_WORDS + Hot.ADDRESS] === upperAddress &&
        (this.hot[base + HALF_WORDS + Hot.FLAGS]! & FlowFlag.V6) === v6 &&
        this.hot[base + Hot.SCOPE] === segment.scope &&
        (v6 === 0 || this.#sameV6(flow, segment))
      ) {
        return flow;
      }
    }
  }

  /**
   * Hashes the pairs of the segments into `hashes`, and asks for the memory in which their flows lie. Each pass waits for
   * nothing that the same pass asks for, so the processor fetches many lines at a time; what follows has them at hand.
   */
  touch(segments: readonly Segment[], count: number, hashes: Int32Array): void {
    const slots = this.#slots;
    const flows = this.#touched;
    for (let i = 0; i < count; i++) hashes[i] = hashOf(segments[i]!);
    for (let i = 0; i < count; i++) flows[i] = (slots[hashes[i]! & this.#mask]! & INDEX) - 1;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const flow = flows[i]!;
      if (flow === NONE) continue;
      sum += this.hot[flow * FLOW_WORDS]! + this.hot[flow * FLOW_WORDS + HALF_WORDS]!;
    }
    this.touchedSum = sum;
  }

  /** Asks for the memory of the flows; NONE is passed over. */
  touchFlows(flows: Int32Array, count: number): void {
    const { hot, times, cold } = this;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const flow = flows[i]!;
      if (flow === NONE) continue;
      sum += hot[flow * FLOW_WORDS]! + hot[flow * FLOW_WORDS + HALF_WORDS]!;
      sum += times[flow * 2 * FACTS]! + times[(flow * 2 + 1) * FACTS]! + cold[flow * COLD_WORDS + Cold.NOTES]!;
    }
    this.touchedSum = sum;
  }

  /** A record for the pair that `find` looked for last; the caller has seen to it that there is room. */
  add(segment: Segment, number: number): number {
    let flow = this.#free;
    if (flow === NONE) {
      flow = this.#fresh++;
    } else {
      this.#free = this.hot[flow * FLOW_WORDS + HALF_WORDS + Hot.LINK]!;
      // Loops, for `fill` costs more than so few words. Times need no clearing: they count only for facts that hold.
      for (let at = flow * FLOW_WORDS; at < (flow + 1) * FLOW_WORDS; at++) this.hot[at] = 0;
      for (let at = flow * COLD_WORDS; at < (flow + 1) * COLD_WORDS; at++) this.cold[at] = 0;
    }
    this.size++;
    const { hot, cold } = this;
    const base = flow * FLOW_WORDS;
    const senderLower = this.senderHalf === 0;
    hot[base + Hot.ADDRESS] = senderLower ? segment.source0 : segment.destination0;
    hot[base + HALF_WORDS + Hot.ADDRESS] = senderLower ? segment.destination0 : segment.source0;
    hot[base + Hot.PORTS] = portsOf(segment, this.senderHalf);
    hot[base + Hot.SCOPE] = segment.scope;
    hot[base + HALF_WORDS + Hot.FLAGS] = FlowFlag.LIVE | FlowFlag.LISTED | (segment.ipVersion === 6 ? FlowFlag.V6 : 0);
    hot[base + HALF_WORDS + Hot.LINK] = NONE;
    cold[flow * COLD_WORDS + Cold.NUMBER] = number;
    cold[flow * COLD_WORDS + Cold.RELATED] = NONE;
    cold[flow * COLD_WORDS + Cold.ANOMALIES] = NONE;
    if (segment.ipVersion === 6) this.#keepV6(flow, segment);

    let slot = this.#hash & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = (this.#hash & TAG) | (flow + 1);
    return flow;
  }

  /** Takes the flow out of the hash table: its pair can be used anew, it itself is kept. */
  unlist(flow: number): void {
    const flags = flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS;
    if ((this.hot[flags]! & FlowFlag.LISTED) === 0) return;
    this.hot[flags]! &= ~FlowFlag.LISTED;
    let hole = this.#hashOf(flow) & this.#mask;
    while ((this.#slots[hole]! & INDEX) !== flow + 1) hole = (hole + 1) & this.#mask;
    // Close the hole: move back whatever probing would no longer find across it.
    for (let slot = (hole + 1) & this.#mask; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const home = this.#hashOf((this.#slots[slot]! & INDEX) - 1) & this.#mask;
      if (((slot - home) & this.#mask) >= ((slot - hole) & this.#mask)) {
        this.#slots[hole] = this.#slots[slot]!;
        hole = slot;
      }
    }
    this.#slots[hole] = 0;
  }

  /** Gives the record back. The flow must be in no slot of the timer wheel. */
  release(flow: number): void {
    this.unlist(flow);
    const base = flow * FLOW_WORDS + HALF_WORDS;
    this.hot[base + Hot.FLAGS] = 0;
    this.hot[base + Hot.LINK] = this.#free;
    this.#free = flow;
    this.size--;
  }

  /** One word of an address of a flow: IPv4 has one, IPv6 four. */
  addressWord(flow: number, half: number, word: number): number {
    const base = flow * FLOW_WORDS;
    if ((this.hot[base + HALF_WORDS + Hot.FLAGS]! & FlowFlag.V6) === 0) {
      return word === 0 ? this.hot[base + half * HALF_WORDS + Hot.ADDRESS]! : 0;
    }
    return this.#v6[flow * 8 + half * 4 + word]!;
  }

  #hashOf(flow: number): number {
    const base = flow * FLOW_WORDS;
    const hash = hashPair(
      this.hot[base + Hot.ADDRESS]!,
      this.hot[base + HALF_WORDS + Hot.ADDRESS]!,
      this.hot[base + Hot.PORTS]!,
      this.hot[base + Hot.SCOPE]!,
    );
    if ((this.hot[base + HALF_WORDS + Hot.FLAGS]! & FlowFlag.V6) === 0) return hash;
    const v6 = this.#v6;
    const at = flow * 8;
    return mixV6(hash, v6[at + 1]! ^ v6[at + 5]!, v6[at + 2]! ^ v6[at + 6]!, v6[at + 3]! ^ v6[at + 7]!);
  }

  #sameV6(flow: number, segment: Segment): boolean {
    const v6 = this.#v6;
    const source = flow * 8 + this.senderHalf * 4;
    const destination = flow * 8 + (this.senderHalf ^ 1) * 4;
    return (
      v6[source + 1] === segment.source1 &&
      v6[source + 2] === segment.source2 &&
      v6[source + 3] === segment.source3 &&
      v6[destination + 1] === segment.destination1 &&
      v6[destination + 2] === segment.destination2 &&
      v6[destination + 3] === segment.destination3
    );
  }

  #keepV6(flow: number, segment: Segment): void {
    const v6 = this.#v6;
    const source = flow * 8 + this.senderHalf * 4;
    const destination = flow * 8 + (this.senderHalf ^ 1) * 4;
    v6[source] = segment.source0;
    v6[source + 1] = segment.source1;
    v6[source + 2] = segment.source2;
    v6[source + 3] = segment.source3;
    v6[destination] = segment.destination0;
    v6[destination + 1] = segment.destination1;
    v6[destination + 2] = segment.destination2;
    v6[destination + 3] = segment.destination3;
  }
}
