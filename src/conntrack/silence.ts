/**
 * Silence before a segment: how long neither end had sent anything. Timers of idle connections show by it: that of a server
 * which closes, and that of a middle box which forgets a connection, so that nobody answers what breaks the silence.
 */
import { Flag, type Segment } from '../decode/segment.ts';
import { Fact } from './facts.ts';
import type { Flow } from './flow.ts';
import { FlowFlag } from './flow-record.ts';

/** From so much on (nanoseconds) silence before the first FIN, or a RST, is kept. */
export const CLOSING_SILENCE = 1e9;
/** From so much on a middle box may have forgotten the connection; no common one does so earlier. */
export const LONG_SILENCE = 60e9;

/** What broke it, and the places in the words of a flow. */
export const Silence = {
  /** The end closed, and was the first to. */
  BEFORE_CLOSE: 0,
  /** It spoke again, and was not answered but by RST. */
  UNANSWERED: 1,
} as const;

export type Silence = (typeof Silence)[keyof typeof Silence];

const { BEFORE_CLOSE, UNANSWERED } = Silence;
const WORDS = 2;

const MILLISECOND = 1e6;
/** Milliseconds that a word holds: 24 days. */
const MOST = 0x7fff_ffff;

/**
 * The silences of all flows, beside their records. Each is of one end at a time: a connection has one first close, and what
 * one end says answers the other. So a word holds milliseconds, negative where half 1 broke the silence; 0 for none. The words
 * of a flow say something only where `FlowFlag.SILENCE` is set.
 */
export class Silences {
  readonly #words: Int32Array;

  constructor(capacity: number) {
    this.#words = new Int32Array(capacity * WORDS);
  }

  /** Keeps the silence that the segment breaks, or takes back that one was not answered; to be called before it counts as seen. */
  note(flow: Flow, segment: Segment): void {
    const { sender, receiver } = flow;
    if (sender.packets === 0 || receiver.packets === 0) return;
    const silence = segment.time - Math.max(sender.lastSeen, receiver.lastSeen);
    const reset = (segment.flags & Flag.RST) !== 0;
    if (reset || (segment.flags & Flag.FIN) !== 0) {
      // In place of one before a RST that was ignored.
      if (silence >= CLOSING_SILENCE && !isClosing(flow)) this.#keep(flow, BEFORE_CLOSE, silence);
    } else if (silence >= LONG_SILENCE) {
      this.#keep(flow, UNANSWERED, silence);
    }
    if (!reset && this.of(flow, receiver.half, UNANSWERED) > 0) this.#words[flow.index * WORDS + UNANSWERED] = 0;
  }

  /** How long it was, in nanoseconds; 0 where that end broke none so. */
  of(flow: Flow, half: number, which: Silence): number {
    if (!flow.is(FlowFlag.SILENCE)) return 0;
    const milliseconds = this.#words[flow.index * WORDS + which]!;
    return Math.max(0, half === 0 ? milliseconds : -milliseconds) * MILLISECOND;
  }

  #keep(flow: Flow, which: Silence, silence: number): void {
    const at = flow.index * WORDS;
    if (!flow.is(FlowFlag.SILENCE)) {
      this.#words.fill(0, at, at + WORDS);
      flow.set(FlowFlag.SILENCE);
    }
    const milliseconds = Math.min(MOST, Math.round(silence / MILLISECOND));
    this.#words[at + which] = flow.sender.half === 0 ? milliseconds : -milliseconds;
  }
}

function isClosing({ sender, receiver }: Flow): boolean {
  return (
    sender.has(Fact.FIN_SENT) || receiver.has(Fact.FIN_SENT) || sender.has(Fact.CLOSED) || receiver.has(Fact.CLOSED)
  );
}
