/** What happened second by second, by the time of the capture: rates, and how many flows were in which pair of states. */
import { UNKNOWN } from '../../conntrack/states.ts';
import type { Rate } from './picture.ts';

const SECOND = 1e9;
/** Seconds that are remembered: as many as the widest graph shows. */
const REMEMBERED = 60;
const PAIRS = (UNKNOWN + 1) ** 2;

export class Pulse {
  /** A row of `REMEMBERED` numbers for the packets, one for the octets, and one for each pair of states. */
  readonly #packets = new Float64Array(REMEMBERED);
  readonly #octets = new Float64Array(REMEMBERED);
  readonly #pairs = new Int32Array(REMEMBERED * PAIRS);
  /** The second that runs; NaN before the first. */
  #second = Number.NaN;
  /** Whole seconds so far. */
  #whole = 0;
  #packetsBefore = 0;
  #octetsBefore = 0;

  /** The capture has reached `now` (nanoseconds), with so many packets and octets in all; `pairs` is the latest tally. */
  reach(now: number, packets: number, octets: number, pairs: Int32Array): void {
    const second = Math.floor(now / SECOND);
    if (Number.isNaN(this.#second)) this.#second = second;
    if (second <= this.#second) return;
    // What came in a batch that spans seconds counts for the first of them.
    this.#push(packets - this.#packetsBefore, octets - this.#octetsBefore, pairs);
    this.#packetsBefore = packets;
    this.#octetsBefore = octets;
    const silent = Math.min(second - this.#second - 1, REMEMBERED);
    for (let i = 0; i < silent; i++) this.#push(0, 0, pairs);
    this.#second = second;
  }

  get packets(): Rate {
    return this.#rate(this.#packets, 1);
  }

  get bits(): Rate {
    return this.#rate(this.#octets, 8);
  }

  /** Flows in the pair with that index (first end * 12 + second end), second by second. */
  pair(index: number): number[] {
    return this.#seconds((at) => this.#pairs[at * PAIRS + index]!);
  }

  #push(packets: number, octets: number, pairs: Int32Array): void {
    const at = this.#whole % REMEMBERED;
    this.#packets[at] = packets;
    this.#octets[at] = octets;
    this.#pairs.set(pairs, at * PAIRS);
    this.#whole++;
  }

  #rate(column: Float64Array, factor: number): Rate {
    const history = this.#seconds((at) => column[at]! * factor);
    return { now: history.at(-1) ?? 0, history };
  }

  #seconds(value: (at: number) => number): number[] {
    const first = Math.max(0, this.#whole - REMEMBERED);
    return Array.from({ length: this.#whole - first }, (_, i) => value((first + i) % REMEMBERED));
  }
}
