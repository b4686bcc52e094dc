/**
 * Many transitions, kept in columns and given back in the order of time: 24 octets each, where objects would take 150.
 */
import { CERTAINTIES } from '../conntrack/certainty.ts';
import type { Transition } from '../conntrack/snapshot.ts';
import { StateCode, stateOfCode, UNKNOWN } from '../conntrack/states.ts';

const FIRST_CAPACITY = 1024;

/**
 * The word of a transition besides its numbers:
 *
 * ```
 * bit 0 server   1 revises   2–5 from   6–9 to   10–12 certainty   16–31 cause
 * ```
 */
const SERVER = 1;
const REVISES = 2;

export class TransitionList {
  #times: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Number of the frame; NaN for none. */
  #packets: Float64Array = new Float64Array(FIRST_CAPACITY);
  #flows: Int32Array = new Int32Array(FIRST_CAPACITY);
  #words: Int32Array = new Int32Array(FIRST_CAPACITY);
  readonly #causes: string[] = [];
  readonly #causeNumbers: Map<string, number> = new Map();
  #length = 0;

  add(transitions: readonly Transition[]): void {
    for (const transition of transitions) this.#put(transition);
  }

  /** Oldest first; those of one time in the order in which they were added. */
  *inOrder(): Generator<Transition> {
    const times = this.#times;
    const order = new Uint32Array(this.#length).map((_, i) => i);
    order.sort((a, b) => times[a]! - times[b]! || a - b);
    for (const i of order) yield this.#at(i);
  }

  #put(transition: Transition): void {
    if (this.#length === this.#times.length) this.#grow();
    const i = this.#length++;
    this.#times[i] = transition.time;
    this.#packets[i] = transition.packet ?? Number.NaN;
    this.#flows[i] = transition.flow;
    this.#words[i] =
      (transition.endpoint === 'server' ? SERVER : 0) |
      (transition.revises ? REVISES : 0) |
      (codeOf(transition.from) << 2) |
      (codeOf(transition.to) << 6) |
      (CERTAINTIES.indexOf(transition.certainty) << 10) |
      (this.#causeNumber(transition.cause) << 16);
  }

  #at(i: number): Transition {
    const word = this.#words[i]!;
    const packet = this.#packets[i]!;
    return {
      time: this.#times[i]!,
      flow: this.#flows[i]!,
      endpoint: word & SERVER ? 'server' : 'client',
      from: stateOfCode((word >> 2) & 15),
      to: stateOfCode((word >> 6) & 15),
      cause: this.#causes[word >>> 16]!,
      certainty: CERTAINTIES[(word >> 10) & 7]!,
      packet: Number.isNaN(packet) ? null : packet,
      revises: (word & REVISES) !== 0,
    };
  }

  #causeNumber(cause: string): number {
    const known = this.#causeNumbers.get(cause);
    if (known !== undefined) return known;
    this.#causeNumbers.set(cause, this.#causes.length);
    return this.#causes.push(cause) - 1;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    const grown = <T extends Float64Array | Int32Array>(into: T, from: T): T => {
      into.set(from);
      return into;
    };
    this.#times = grown(new Float64Array(capacity), this.#times);
    this.#packets = grown(new Float64Array(capacity), this.#packets);
    this.#flows = grown(new Int32Array(capacity), this.#flows);
    this.#words = grown(new Int32Array(capacity), this.#words);
  }
}

function codeOf(state: Transition['from']): number {
  return state === null ? UNKNOWN : StateCode[state];
}
