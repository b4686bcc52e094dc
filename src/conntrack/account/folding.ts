/** Keeps the lines of a connection in bounded memory: runs of plain segments become one line, and of too many lines the middle goes. */
import { type Draft, type FoldDraft, type SegmentDraft, segmentsIn } from './draft.ts';

/** A run this long is folded. */
const RUN = 6;

/** Lines that may still be kept, shared by all accounts. */
export interface Budget {
  left: number;
}

export class Folding {
  readonly #folds: boolean;
  /** Lines kept from the beginning and from the end, each at most. */
  readonly #most: number;
  readonly #budget: Budget;
  readonly #head: Draft[] = [];
  /** A ring once it is full: the oldest at `#tailAt`. */
  readonly #tail: Draft[] = [];
  #tailAt = 0;
  #omitted = 0;
  /** The run that is going on, until it is long enough to be folded. */
  #run: SegmentDraft[] = [];
  #fold: FoldDraft | null = null;

  constructor(folds: boolean, mostLines: number, budget: Budget) {
    this.#folds = folds;
    this.#most = Math.max(1, Math.floor(mostLines / 2));
    this.#budget = budget;
  }

  add(draft: SegmentDraft): void {
    if (!this.#folds || !draft.plain) {
      this.#endRun();
      this.#keep(draft);
    } else if (this.#fold !== null) {
      foldIn(this.#fold, draft);
    } else {
      this.#run.push(draft);
      if (this.#run.length < RUN) return;
      this.#fold = foldOf(this.#run);
      this.#run = [];
    }
  }

  /** All lines so far, oldest first. */
  get drafts(): Draft[] {
    const tail = [...this.#tail.slice(this.#tailAt), ...this.#tail.slice(0, this.#tailAt)];
    const rest = [...tail, ...(this.#fold === null ? this.#run : [this.#fold])];
    const last = this.#head.at(-1) ?? rest[0];
    if (this.#omitted === 0 || last === undefined) return [...this.#head, ...rest];
    return [...this.#head, { kind: 'omitted', time: last.time, ends: last.ends, segments: this.#omitted }, ...rest];
  }

  /** Gives the room of its lines back. */
  end(): void {
    this.#budget.left += this.#head.length + this.#tail.length;
  }

  #endRun(): void {
    for (const draft of this.#run) this.#keep(draft);
    this.#run = [];
    if (this.#fold !== null) this.#keep(this.#fold);
    this.#fold = null;
  }

  #keep(draft: Draft): void {
    const room = this.#budget.left > 0;
    if (this.#head.length < this.#most && room) {
      this.#budget.left--;
      this.#head.push(draft);
    } else if (this.#tail.length < this.#most && room) {
      this.#budget.left--;
      this.#tail.push(draft);
    } else if (this.#tail.length > 0) {
      this.#omitted += segmentsIn(this.#tail[this.#tailAt]!);
      this.#tail[this.#tailAt] = draft;
      this.#tailAt = (this.#tailAt + 1) % this.#tail.length;
    } else {
      this.#omitted += segmentsIn(draft);
    }
  }
}

function foldOf(run: readonly SegmentDraft[]): FoldDraft {
  const { packet, time, ends } = run[0]!;
  const fold: FoldDraft = {
    kind: 'fold',
    packet,
    lastPacket: packet,
    time,
    until: time,
    ends,
    segments: [0, 0],
    octets: [0, 0],
    counts: {},
  };
  for (const draft of run) foldIn(fold, draft);
  return fold;
}

function foldIn(fold: FoldDraft, { packet, time, ends, half, length, remarks }: SegmentDraft): void {
  fold.lastPacket = packet;
  fold.until = time;
  fold.ends = ends;
  fold.segments[half as 0 | 1]++;
  if (!remarks.some(({ name }) => name === 'copy')) fold.octets[half as 0 | 1] += length;
  for (const { name } of remarks) fold.counts[name] = (fold.counts[name] ?? 0) + 1;
}
