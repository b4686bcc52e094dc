/** A capture made of files and streams. */
import type { Ledger } from './ledger.ts';
import { Merge } from './merge.ts';
import type { Capture, CaptureInterface, PacketBatch } from './packet-batch.ts';
import { firstInstant, type Instant, type Part } from './part.ts';

/** How long, in milliseconds, reading may keep all else waiting: a signal, a key. */
const BREATH = 50;

export class FileCapture implements Capture {
  readonly name: string;
  readonly source = 'file';
  readonly interfaces: readonly CaptureInterface[];
  readonly progress: Capture['progress'];
  readonly warnings: string[];
  epoch = 0;
  readonly #parts: readonly Part[];
  #merge: Merge | null = null;
  #closed = false;

  constructor(name: string, parts: readonly Part[], ledger: Ledger) {
    this.name = name;
    this.interfaces = ledger.interfaces.list;
    this.progress = ledger.progress;
    this.warnings = ledger.warnings;
    this.#parts = parts;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PacketBatch, void, void> {
    try {
      const merge = await this.#begin();
      let breathed = performance.now();
      while (!this.#closed) {
        const batch = await merge.next();
        if (batch === null || this.#closed) return;
        this.epoch = merge.epoch;
        yield batch;
        if (performance.now() - breathed < BREATH) continue;
        await new Promise((resolve) => setImmediate(resolve));
        breathed = performance.now();
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#closed = true;
    this.#merge?.close();
    for (const part of this.#parts) part.kept?.close();
  }

  /** Finds the epoch and the order of the parts. */
  async #begin(): Promise<Merge> {
    const parts = this.#parts;
    for (const part of parts) {
      await part.kept?.open();
      if (part.kept === null || parts.length === 1) continue;
      await part.kept.next();
      part.begins = firstInstant(part.kept);
    }
    const epoch = commonEpoch(parts);
    if (parts.length > 1) for (const part of parts) part.kept?.rebase(epoch);
    const waiting = parts.map((part) => ({
      first: part.begins === null ? Number.POSITIVE_INFINITY : sinceEpoch(part.begins, epoch),
      open: (alone: boolean) => part.open(epoch, alone),
    }));
    this.#merge = new Merge(waiting.sort((a, b) => a.first - b.first));
    return this.#merge;
  }
}

/** The second in which the earliest part begins; NaN where only a part's own first packet can tell. */
function commonEpoch(parts: readonly Part[]): number {
  const seconds = parts.flatMap(({ begins }) => (begins === null ? [] : [begins.second]));
  if (seconds.length > 0) return seconds.reduce((earliest, second) => Math.min(earliest, second));
  return parts.length === 1 ? Number.NaN : 0;
}

function sinceEpoch({ second, nanoseconds }: Instant, epoch: number): number {
  return (second - epoch) * 1e9 + nanoseconds;
}
