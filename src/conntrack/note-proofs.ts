/** Which segment showed what a flow is noted for: kept of notes on which a finding rests, for a bounded number of flows. */
import type { Segment } from '../decode/segment.ts';
import { Note, type NoteName } from './notes.ts';

/** The segment that showed it first. */
export interface NoteProof {
  readonly note: NoteName;
  /** Nanoseconds since the capture's epoch. */
  readonly time: number;
  /** 1-based number of the frame. It can belong to the other connection on the same pair. */
  readonly packet: number;
}

/** Notes that are proved by one segment. */
export type ProvedNote = 'old-duplicate' | 'rst-rejected' | 'synack-repeated' | 'time-wait-collision';

const PROVED: number =
  Note['old-duplicate'] | Note['rst-rejected'] | Note['synack-repeated'] | Note['time-wait-collision'];

/** Flows of which proofs are kept at one time: a flood has many, and the first of them tell enough. */
const MOST_FLOWS = 4096;
const NONE: readonly NoteProof[] = [];

export class NoteProofs {
  readonly #byFlow = new Map<number, NoteProof[]>();

  /** Keeps the first proof of each note. */
  keep(flow: number, note: ProvedNote, { time, packet }: Segment): void {
    const proofs = this.#byFlow.get(flow);
    if (proofs !== undefined) {
      if (!proofs.some((proof) => proof.note === note)) proofs.push({ note, time, packet });
    } else if (this.#byFlow.size < MOST_FLOWS) {
      this.#byFlow.set(flow, [{ note, time, packet }]);
    }
  }

  of(flow: number): readonly NoteProof[] {
    return this.#byFlow.get(flow) ?? NONE;
  }

  /** Forgets the flow, whose notes these are. */
  forget(flow: number, notes: number): void {
    if ((notes & PROVED) !== 0) this.#byFlow.delete(flow);
  }
}
