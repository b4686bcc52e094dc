/** The first of many in an order, kept while all pass by once: a heap, the last of those kept on top. */

interface Entry {
  readonly key: number;
  readonly tie: number;
  readonly id: number;
  readonly place: number;
}

export class Best {
  readonly #limit: number;
  readonly #heap: Entry[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether one with that key might be among the first; lower keys come first. */
  wants(key: number): boolean {
    return this.#heap.length < this.#limit || key <= this.#heap[0]!.key;
  }

  /** Keeps it if it is among the first. Of equal keys the lower tie comes first, then the lower id. */
  offer(key: number, tie: number, id: number, place: number): void {
    const heap = this.#heap;
    const entry = { key, tie, id, place };
    if (heap.length < this.#limit) {
      heap.push(entry);
      this.#rise(heap.length - 1);
    } else if (compare(entry, heap[0]!) < 0) {
      heap[0] = entry;
      this.#sink();
    }
  }

  /** Those that were kept, in order. */
  inOrder(): readonly Entry[] {
    return this.#heap.toSorted(compare);
  }

  #rise(at: number): void {
    const heap = this.#heap;
    for (let child = at; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (compare(heap[child]!, heap[parent]!) <= 0) return;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      child = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let parent = 0; ; ) {
      let child = 2 * parent + 1;
      if (child >= heap.length) return;
      if (child + 1 < heap.length && compare(heap[child + 1]!, heap[child]!) > 0) child++;
      if (compare(heap[child]!, heap[parent]!) <= 0) return;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      parent = child;
    }
  }
}

function compare(a: Entry, b: Entry): number {
  // Two infinite keys are equal, but their difference is none.
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.tie !== b.tie) return a.tie < b.tie ? -1 : 1;
  return a.id - b.id || a.place - b.place;
}
