/**
 * All flows, as records in one array, and the hash table that finds them.
 *
 * The array has the room that the limit allows from the start: the operating system gives a page only when it is touched.
 * The slots of the hash table grow with the flows, because every packet reads one at random, and a small table is nearer.
 */
import type { Segment } from '../decode/segment.ts';
import { Cold, FLOW_WORDS, FlowFlag, HALF_WORDS, Hot, NONE } from './flow-record.ts';
import { hashFrom, hashOf, hashPair, mixV6, portsOf, sourceIsLower } from './pair.ts';

/**
 * A slot: 8 bits of the hash, and 24 bits of flow + 1; 0 is free, and GONE was one that probing still has to pass. Linear
 * probing, at most half full.
 */
const TAG = 0xff000000 | 0;
const INDEX = 0x00ffffff;
/** No flow, but not free: a flow that is taken out leaves this, for moving others back would read their cold records. */
const GONE = TAG;
const FIRST_SLOTS = 1 << 14;

/** The most flows that a table can hold: the slots keep 24 bits of each. */
export const MOST_FLOWS: number = INDEX - 1;

/** Flows for which memory is asked at one time. */
export const MOST_TOUCHED = 256;

export class FlowTable {
  /** How many flows fit. */
  readonly capacity: number;
  /** How many there are. */
  size = 0;
  /** The records, see flow-record.ts; as int32, and as doubles. */
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  /** Room for all that the flows can ever need, of which `#mask + 1` are in use. */
  readonly #slots: Int32Array;
  #mask: number = FIRST_SLOTS - 1;
  /** Slots that are GONE. */
  #gone = 0;
  /** Records that were given back, the last one on top. */
  readonly #free: Int32Array;
  #freeCount = 0;
  /** Records from here on have never been used. */
  #fresh = 0;

  /** Set by `find`: which half the segment's sender is. */
  senderHalf = 0;
  #hash = 0;
  /** Read by nobody: it keeps `touch` from being optimised away. */
  touchedSum = 0;
  readonly #touched = new Int32Array(MOST_TOUCHED);

  /** @throws RangeError where the address space has no room for so many flows */
  constructor(capacity: number) {
    this.capacity = Math.max(1, Math.min(capacity, MOST_FLOWS));
    const buffer = new ArrayBuffer(this.capacity * FLOW_WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.#slots = new Int32Array(Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(4 * this.capacity))));
    this.#free = new Int32Array(this.capacity);
  }

  /** One more than the highest record in use: for walking over all flows. */
  get end(): number {
    return this.#fresh;
  }

  /** Whether the record holds a flow. */
  isLive(flow: number): boolean {
    return (this.words[flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS]! & FlowFlag.LIVE) !== 0;
  }

  /** When the latest segment of either end was seen, in nanoseconds since the capture's epoch. */
  lastSeen(flow: number): number {
    const at = (flow * FLOW_WORDS + Hot.LAST_SEEN) >> 1;
    return Math.max(this.doubles[at]!, this.doubles[at + (HALF_WORDS >> 1)]!);
  }

  /** The flow of the segment's pair of endpoints, or NONE; sets `senderHalf`, and remembers the pair for `add`. */
  find(segment: Segment): number {
    const senderHalf = sourceIsLower(segment) ? 0 : 1;
    const lowerAddress = senderHalf === 0 ? segment.source0 : segment.destination0;
    const upperAddress = senderHalf === 0 ? segment.destination0 : segment.source0;
    const ports = portsOf(segment, senderHalf);
    const hash = hashFrom(segment, lowerAddress, upperAddress, ports);
    this.senderHalf = senderHalf;
    this.#hash = hash;

    const v6 = segment.ipVersion === 6 ? FlowFlag.V6 : 0;
    const tag = hash & TAG;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = this.#slots[slot]!;
      if (entry === 0) return NONE;
      if ((entry & TAG) !== tag) continue;
      const flow = (entry & INDEX) - 1;
      if (flow === NONE) continue;
      const base = flow * FLOW_WORDS;
      if (
        this.words[base + Hot.PORTS] === ports &&
        this.words[base + Hot.ADDRESS] === lowerAddress &&
        this.words[base + HALF_WORDS + Hot.ADDRESS] === upperAddress &&
        (this.words[base + HALF_WORDS + Hot.FLAGS]! & FlowFlag.V6) === v6 &&
        this.words[base + Hot.SCOPE] === segment.scope &&
        (v6 === 0 || this.#sameV6(flow, segment))
      ) {
        return flow;
      }
    }
  }

  /**
   * Asks for the memory in which the flows of the segments lie. Each pass waits for nothing that the same pass asks for, so
   * the processor fetches many lines at a time; what follows has them at hand.
   */
  touch(segments: readonly Segment[], count: number): void {
    const slots = this.#slots;
    const flows = this.#touched;
    // Their slots first.
    for (let i = 0; i < count; i++) flows[i] = hashOf(segments[i]!) & this.#mask;
    for (let i = 0; i < count; i++) flows[i] = (slots[flows[i]!]! & INDEX) - 1;
    const { words } = this;
    let sum = 0;
    let free = this.#freeCount;
    for (let i = 0; i < count; i++) {
      const flow = flows[i]!;
      if (flow !== NONE) {
        sum = (sum + words[flow * FLOW_WORDS]! + words[flow * FLOW_WORDS + HALF_WORDS]!) | 0;
      } else if (free > 0) {
        // Most likely of a new flow, which will take a record that was given back.
        const at = this.#free[--free]! * FLOW_WORDS;
        for (let line = at; line < at + FLOW_WORDS; line += HALF_WORDS) sum = (sum + words[line]!) | 0;
      }
    }
    this.touchedSum = sum;
  }

  /** Asks for the memory of the flows in the places [from, to), and of their slots. */
  touchFlows(flows: Int32Array, from: number, to: number): void {
    const { words } = this;
    const slots = this.#slots;
    let sum = 0;
    for (let i = from; i < to; i++) {
      const at = flows[i]! * FLOW_WORDS;
      for (let line = at; line < at + FLOW_WORDS; line += HALF_WORDS) sum = (sum + words[line]!) | 0;
    }
    for (let i = from; i < to; i++) sum = (sum + slots[this.#hashOf(flows[i]!) & this.#mask]!) | 0;
    this.touchedSum = sum;
  }

  /** A record for the pair that `find` looked for last; the caller has seen to it that there is room. */
  add(segment: Segment, number: number): number {
    let flow: number;
    if (this.#freeCount === 0) {
      flow = this.#fresh++;
    } else {
      flow = this.#free[--this.#freeCount]!;
      // A loop, for `fill` costs more than so few words.
      for (let at = flow * FLOW_WORDS; at < (flow + 1) * FLOW_WORDS; at++) this.words[at] = 0;
    }
    this.size++;
    const { words } = this;
    const base = flow * FLOW_WORDS;
    const senderLower = this.senderHalf === 0;
    words[base + Hot.ADDRESS] = senderLower ? segment.source0 : segment.destination0;
    words[base + HALF_WORDS + Hot.ADDRESS] = senderLower ? segment.destination0 : segment.source0;
    words[base + Hot.PORTS] = portsOf(segment, this.senderHalf);
    words[base + Hot.SCOPE] = segment.scope;
    words[base + HALF_WORDS + Hot.FLAGS] =
      FlowFlag.LIVE | FlowFlag.LISTED | (segment.ipVersion === 6 ? FlowFlag.V6 : 0);
    words[base + Cold.NUMBER] = number;
    words[base + Cold.RELATED] = NONE;
    words[base + Cold.ANOMALIES] = NONE;
    if (segment.ipVersion === 6) this.#keepV6(flow, segment);

    if ((this.size + this.#gone) * 2 > this.#mask + 1) this.#listAnew();
    else this.#list(flow, this.#hash);
    return flow;
  }

  /** Takes the flow out of the hash table: its pair can be used anew, it itself is kept. */
  unlist(flow: number): void {
    const flags = flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS;
    if ((this.words[flags]! & FlowFlag.LISTED) === 0) return;
    this.words[flags]! &= ~FlowFlag.LISTED;
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = this.#hashOf(flow) & mask;
    while ((slots[slot]! & INDEX) !== flow + 1) slot = (slot + 1) & mask;
    slots[slot] = GONE;
    this.#gone++;
    if (slots[(slot + 1) & mask] !== 0) return;
    // Nothing lies beyond: neither this slot nor those that are gone before it need be passed any more.
    for (; slots[slot] === GONE; slot = (slot - 1) & mask) {
      slots[slot] = 0;
      this.#gone--;
    }
  }

  /** Gives the record back. The flow must be in no slot of the timer wheel. */
  release(flow: number): void {
    this.unlist(flow);
    this.words[flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS] = 0;
    this.#free[this.#freeCount++] = flow;
    this.size--;
  }

  /** One word of an address of a flow: IPv4 has one, IPv6 four. */
  addressWord(flow: number, half: number, word: number): number {
    const base = flow * FLOW_WORDS;
    if ((this.words[base + HALF_WORDS + Hot.FLAGS]! & FlowFlag.V6) === 0) {
      return word === 0 ? this.words[base + half * HALF_WORDS + Hot.ADDRESS]! : 0;
    }
    return word === 0 ? this.words[base + half * HALF_WORDS + Hot.ADDRESS]! : this.words[base + v6At(half) + word - 1]!;
  }

  #list(flow: number, hash: number): void {
    const slots = this.#slots;
    let slot = hash & this.#mask;
    while ((slots[slot]! & INDEX) !== 0) slot = (slot + 1) & this.#mask;
    if (slots[slot] === GONE) this.#gone--;
    slots[slot] = (hash & TAG) | (flow + 1);
  }

  /** Lists all flows, without the slots that are gone; in twice as many, unless those were most of what filled them. */
  #listAnew(): void {
    this.#slots.fill(0, 0, this.#mask + 1);
    if (this.size * 4 > this.#mask + 1) this.#mask = this.#mask * 2 + 1;
    this.#gone = 0;
    // From the records, one after the other: the former slots would have to be kept beside the new, and name them at random.
    for (let flow = 0; flow < this.#fresh; flow++) {
      const flags = this.words[flow * FLOW_WORDS + HALF_WORDS + Hot.FLAGS]!;
      if ((flags & FlowFlag.LISTED) !== 0) this.#list(flow, this.#hashOf(flow));
    }
  }

  #hashOf(flow: number): number {
    const base = flow * FLOW_WORDS;
    const hash = hashPair(
      this.words[base + Hot.ADDRESS]!,
      this.words[base + HALF_WORDS + Hot.ADDRESS]!,
      this.words[base + Hot.PORTS]!,
      this.words[base + Hot.SCOPE]!,
    );
    if ((this.words[base + HALF_WORDS + Hot.FLAGS]! & FlowFlag.V6) === 0) return hash;
    const { words } = this;
    const v6 = base + Cold.V6;
    return mixV6(hash, words[v6]! ^ words[v6 + 3]!, words[v6 + 1]! ^ words[v6 + 4]!, words[v6 + 2]! ^ words[v6 + 5]!);
  }

  /** Whether the rest of both IPv6 addresses is that of the flow. */
  #sameV6(flow: number, segment: Segment): boolean {
    const { words } = this;
    const source = flow * FLOW_WORDS + v6At(this.senderHalf);
    const destination = flow * FLOW_WORDS + v6At(this.senderHalf ^ 1);
    return (
      words[source] === segment.source1 &&
      words[source + 1] === segment.source2 &&
      words[source + 2] === segment.source3 &&
      words[destination] === segment.destination1 &&
      words[destination + 1] === segment.destination2 &&
      words[destination + 2] === segment.destination3
    );
  }

  #keepV6(flow: number, segment: Segment): void {
    const { words } = this;
    const source = flow * FLOW_WORDS + v6At(this.senderHalf);
    const destination = flow * FLOW_WORDS + v6At(this.senderHalf ^ 1);
    words[source] = segment.source1;
    words[source + 1] = segment.source2;
    words[source + 2] = segment.source3;
    words[destination] = segment.destination1;
    words[destination + 1] = segment.destination2;
    words[destination + 2] = segment.destination3;
  }
}

/** Where in a record the rest of a half's IPv6 address begins. */
function v6At(half: number): number {
  return Cold.V6 + half * 3;
}
