/** One interface being watched: its recorder, started again when it ends, and the batch that its reader has in hand. */
import { setTimeout as delay } from 'node:timers/promises';
import { LARGEST_WINDOW } from './byte-window.ts';
import type { Ledger } from './ledger.ts';
import { Reader } from './reader.ts';
import type { Recorder } from './recorder/list.ts';
import type { Recipe } from './recorder/recipe.ts';
import type { Recording } from './recorder/recording.ts';
import type { Counters } from './recorder/speech.ts';
import { StreamSource } from './stream-source.ts';

/** Milliseconds before a recorder that ended is started again: at first, and at most. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;

export class Wire {
  reader: Reader;
  /** Whether it was stopped, and everything that was recorded has been read. */
  over = false;
  /** How much of the reader's batch was given. */
  #at = 0;
  readonly #recorder: Recorder;
  readonly #recipe: Recipe;
  readonly #epoch: number;
  readonly #ledger: Ledger;
  readonly #closing = new AbortController();
  #recording: Recording;
  /** How often no recorder ran for a while. */
  gaps = 0;
  #pause = FIRST_PAUSE;
  /** Counted by the recorders before this one. */
  readonly #before: Counters = { received: 0, droppedKernel: 0, droppedInterface: 0 };
  #reading: Promise<void> | null = null;

  constructor(recorder: Recorder, recipe: Recipe, recording: Recording, epoch: number, ledger: Ledger) {
    this.#recorder = recorder;
    this.#recipe = recipe;
    this.#epoch = epoch;
    this.#ledger = ledger;
    this.#recording = recording;
    this.reader = this.#newReader(0);
  }

  /** Whether the reader holds packets that were not given yet. */
  get ready(): boolean {
    return this.#reading === null && this.#at < this.reader.count;
  }

  /** The time of the next packet; only where `ready`. */
  get head(): number {
    return this.reader.packets.time[this.#at]!;
  }

  /** Sets the bounds of the batch to the packets not later than `until`, at least one, which have then been given. */
  take(until: number): void {
    const { packets, count } = this.reader;
    packets.from = this.#at;
    do this.#at++;
    while (this.#at < count && packets.time[this.#at]! <= until);
    packets.to = this.#at;
  }

  counted(counter: keyof Counters): number {
    return this.#before[counter] + this.#recording.counters[counter];
  }

  count(): void {
    this.#recording.count();
  }

  /** Reads on, unless there is something in hand or to come already; `wake` is called when there is. */
  read(wake: () => void): void {
    if (this.ready || this.over || this.#reading !== null) return;
    if (this.reader.takeRead()) {
      this.#at = 0;
      return;
    }
    this.#reading = this.#next().then(() => {
      this.#reading = null;
      wake();
    });
  }

  /** Ends the recording; what was recorded can still be read. */
  stop(): void {
    this.#closing.abort();
    this.#recording.stop();
  }

  close(): void {
    this.stop();
    this.reader.close();
  }

  async #next(): Promise<void> {
    await this.reader.open().catch(() => {});
    if (await this.reader.next()) {
      this.#at = 0;
      this.#pause = FIRST_PAUSE;
      return;
    }
    const reason = await this.#recording.ended;
    if (!this.#closing.signal.aborted) await this.#restart(reason);
    if (this.#closing.signal.aborted) this.over = true;
  }

  async #restart(reason: string): Promise<void> {
    const { interface: name } = this.#recipe;
    const { warnings } = this.#ledger;
    for (const counter of ['received', 'droppedKernel', 'droppedInterface'] as const) {
      this.#before[counter] += this.#recording.counters[counter];
      this.#recording.counters[counter] = 0;
    }
    warnings.push(`the recorder on ${name} ended${reason && ` (${reason})`}; it is started again`);
    const since = performance.now();
    while (!this.#closing.signal.aborted) {
      await delay(this.#pause, undefined, { signal: this.#closing.signal }).catch(() => {});
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
      const recording = await this.#recorder.start(this.#recipe).catch(() => null);
      if (recording === null) continue;
      const seconds = ((performance.now() - since) / 1e3).toFixed(1);
      warnings.push(`packets on ${name} are recorded again; those of ${seconds} s are missing`);
      this.#recording = recording;
      this.gaps++;
      this.reader = this.#newReader(this.reader.clock.latest);
      if (this.#closing.signal.aborted) this.close();
      return;
    }
  }

  #newReader(latest: number): Reader {
    const { interface: name } = this.#recipe;
    const source = new StreamSource(this.#recording.pcap, this.#ledger.progress);
    const ledger = { ...this.#ledger, interfaceName: name };
    return new Reader(name, source, LARGEST_WINDOW, { epoch: this.#epoch, latest }, ledger);
  }
}
