/** When things happened: counts in equal stretches of time, which double when time goes beyond them, so memory is constant. */

const STRETCHES = 32;
const FIRST_WIDTH = 1e9 / 4;

export class Spread {
  readonly #counts: Float64Array = new Float64Array(STRETCHES);
  /** Nanoseconds of a stretch; the first begins at 0. */
  #width: number = FIRST_WIDTH;

  copy(): Spread {
    const other = new Spread();
    other.#counts.set(this.#counts);
    other.#width = this.#width;
    return other;
  }

  /** One more at `time`, in nanoseconds since the capture's epoch. */
  add(time: number): void {
    while (time >= this.#width * STRETCHES) this.#widen();
    this.#counts[Math.max(0, Math.floor(time / this.#width))]!++;
  }

  /** In how many of `parts` equal parts of the time from `from` to `to` something happened. */
  partsWithin(from: number, to: number, parts: number): number {
    const found = new Set<number>();
    for (let i = 0; i < STRETCHES; i++) {
      if (this.#counts[i] === 0) continue;
      const middle = (i + 0.5) * this.#width;
      found.add(Math.min(parts - 1, Math.max(0, Math.floor(((middle - from) / (to - from)) * parts))));
    }
    return found.size;
  }

  /** The most that happened within `duration` nanoseconds, as closely as the stretches tell. */
  mostWithin(duration: number): number {
    const span = Math.ceil(duration / this.#width);
    let most = 0;
    for (let i = 0; i < STRETCHES; i++) {
      let sum = 0;
      for (let j = i; j < Math.min(STRETCHES, i + span); j++) sum += this.#counts[j]!;
      most = Math.max(most, sum);
    }
    // A stretch that is longer than the time asked for holds its share of it.
    return this.#width > duration ? (most * duration) / this.#width : most;
  }

  #widen(): void {
    const counts = this.#counts;
    for (let i = 0; i < STRETCHES; i++) counts[i] = i * 2 < STRETCHES ? counts[i * 2]! + counts[i * 2 + 1]! : 0;
    this.#width *= 2;
  }
}
