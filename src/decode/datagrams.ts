/**
 * IP datagrams that arrived in fragments: of each the first octets, which hold the TCP header, and its length.
 *
 * Bounded in count, octets and time. Sets of ways as in a cache: a datagram has eight places, and takes that of the
 * oldest when all are in use. Where fragments overlap the first to arrive wins.
 */
import type { Segment } from './segment.ts';

const SETS = 128;
const WAYS = 8;
const COUNT: number = SETS * WAYS;

/** Octets kept of a datagram: 32 units of fragmentation, so that one word tells which of them have arrived. */
const KEPT = 256;
const UNIT = 8;

/** Nanoseconds that fragments wait for the others: Linux's for IPv4, RFC 8200 §4.5 for IPv6. */
const PATIENCE_V4 = 30e9;
const PATIENCE_V6 = 60e9;

/** Words of a key: IP version (0: unused), protocol, scope, identification, both addresses. */
const KEY = 12;

/** Memory of datagrams; a place is an index below 1,024. */
export class Datagrams {
  /** The octets kept, 256 for each place. */
  readonly view: DataView;
  readonly #octets: Uint8Array;
  readonly #keys: Int32Array = new Int32Array(COUNT * KEY);
  readonly #since: Float64Array = new Float64Array(COUNT);
  /** Length of the whole in octets; -1 until the last fragment has been seen. */
  readonly #total: Int32Array = new Int32Array(COUNT);
  /** Octets seen, duplicates counted twice. */
  readonly #seen: Int32Array = new Int32Array(COUNT);
  /** One bit for each unit of the octets kept that has been on the wire. */
  readonly #units: Int32Array = new Int32Array(COUNT);
  /** Octets before the first one that was on the wire but not captured. */
  readonly #captured: Int32Array = new Int32Array(COUNT);
  /** What the first fragment says that the datagram holds. */
  readonly #protocol: Int32Array = new Int32Array(COUNT);
  readonly #isDelivered: Uint8Array = new Uint8Array(COUNT);
  readonly #key: Int32Array = new Int32Array(KEY);

  constructor() {
    const memory = new ArrayBuffer(COUNT * KEPT);
    this.view = new DataView(memory);
    this.#octets = new Uint8Array(memory);
  }

  /** The place of a datagram, a fresh one if it is new. RFC 8200 leaves the protocol out of the key, RFC 791 does not. */
  place(segment: Segment, scope: number, protocol: number, id: number): number {
    const key = this.#key;
    key[0] = segment.ipVersion;
    key[1] = segment.ipVersion === 4 ? protocol : 0;
    key[2] = scope;
    key[3] = id;
    key[4] = segment.source0;
    key[5] = segment.source1;
    key[6] = segment.source2;
    key[7] = segment.source3;
    key[8] = segment.destination0;
    key[9] = segment.destination1;
    key[10] = segment.destination2;
    key[11] = segment.destination3;
    return this.#find(segment.ipVersion === 4 ? PATIENCE_V4 : PATIENCE_V6, segment.time);
  }

  /** Notes the fragment at `offset` of the datagram: its octets in `view` from `at`, captured up to `end`, on the wire up to `wireEnd`. */
  add(
    place: number,
    protocol: number,
    offset: number,
    isLast: boolean,
    view: DataView,
    at: number,
    end: number,
    wireEnd: number,
  ): void {
    const length = wireEnd - at;
    this.#seen[place]! += length;
    if (offset === 0) this.#protocol[place] = protocol;
    if (isLast && this.#total[place] === -1) this.#total[place] = offset + length;
    for (let unit = offset / UNIT; unit * UNIT < offset + length && unit * UNIT < KEPT; unit++) {
      if ((this.#units[place]! & (1 << unit)) !== 0) continue;
      this.#units[place]! |= 1 << unit;
      const from = at + unit * UNIT - offset;
      const size = Math.min(UNIT, wireEnd - from);
      const have = Math.max(0, Math.min(size, end - from));
      for (let i = 0; i < have; i++) this.#octets[place * KEPT + unit * UNIT + i] = view.getUint8(from + i);
      if (have < size) this.#captured[place] = Math.min(this.#captured[place]!, unit * UNIT + have);
    }
  }

  /** True once, when the headers and the length are known. `headers` octets are needed from the start. */
  isReady(place: number, headers: number): boolean {
    const total = this.#total[place]!;
    return this.#isDelivered[place] === 0 && total !== -1 && this.known(place) >= Math.min(headers, total, KEPT);
  }

  /** Octets from the datagram's start that have been on the wire, as far as they are kept. */
  known(place: number): number {
    const missing = ~this.#units[place]!;
    // Trailing ones: the lowest zero bit, isolated, has as many zeros below it as there are units in a row.
    const units = missing === 0 ? KEPT / UNIT : 31 - Math.clz32(missing & -missing);
    return units * UNIT;
  }

  /** Offset in `view` of the datagram's first octet. */
  start(place: number): number {
    return place * KEPT;
  }

  /** Octets from the start that were captured. */
  captured(place: number): number {
    return Math.min(this.known(place), this.#captured[place]!, this.total(place));
  }

  /** Length in octets on the wire; -1 while unknown. */
  total(place: number): number {
    return this.#total[place]!;
  }

  /** The protocol that the first fragment names. */
  protocol(place: number): number {
    return this.#protocol[place]!;
  }

  /** The datagram has been read: its other fragments are swallowed. */
  deliver(place: number): void {
    this.#isDelivered[place] = 1;
  }

  /** Forgets a datagram that is complete, so that its identification may be used again. */
  release(place: number): void {
    if (this.#isDelivered[place] === 1 && this.#seen[place]! >= this.#total[place]!) this.#keys[place * KEY] = 0;
  }

  #find(patience: number, time: number): number {
    let hash = 0;
    for (let i = 0; i < KEY; i++) hash = Math.imul(hash ^ this.#key[i]!, 0x9e3779b1) ^ (hash >>> 15);
    const first = ((hash ^ (hash >>> 13)) & (SETS - 1)) * WAYS;
    let oldest = first;
    for (let place = first; place < first + WAYS; place++) {
      // A place that has waited too long is not the same datagram: identifications are reused.
      if (this.#isKey(place) && !(time - this.#since[place]! > patience)) return place;
      if (this.#age(place) < this.#age(oldest)) oldest = place;
    }
    this.#reset(oldest, time);
    return oldest;
  }

  #age(place: number): number {
    return this.#keys[place * KEY] === 0 ? Number.NEGATIVE_INFINITY : this.#since[place]!;
  }

  #isKey(place: number): boolean {
    for (let i = 0; i < KEY; i++) if (this.#keys[place * KEY + i] !== this.#key[i]) return false;
    return true;
  }

  #reset(place: number, time: number): void {
    this.#keys.set(this.#key, place * KEY);
    this.#since[place] = time;
    this.#total[place] = -1;
    this.#seen[place] = 0;
    this.#units[place] = 0;
    this.#captured[place] = KEPT;
    this.#protocol[place] = -1;
    this.#isDelivered[place] = 0;
  }
}
