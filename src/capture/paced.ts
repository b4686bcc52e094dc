/** A capture played in its own time, as if it were live: a packet comes when it came. */
import { derived } from './derived.ts';
import type { Capture, PacketBatch } from './packet-batch.ts';

/** Milliseconds between two batches at most: an empty one says that time goes on. */
const TICK = 100;

export interface PaceOptions {
  /** What it is called. */
  readonly name: string;
  /** Seconds for which time goes on behind the last packet; Infinity until it is closed. */
  readonly after: number;
}

export function paced(capture: Capture, { name, after }: PaceOptions): Capture {
  const stop = new AbortController();
  return derived(capture, {
    name,
    close() {
      stop.abort();
      capture.close();
    },
    [Symbol.asyncIterator]: () => play(capture, after, stop.signal),
  });
}

async function* play(capture: Capture, after: number, stop: AbortSignal): AsyncGenerator<PacketBatch, void, void> {
  let begun = Number.NaN;
  let first = 0;
  /** Nanoseconds since the capture's epoch that have been reached. */
  const reached = (): number => first + (performance.now() - begun) * 1e6;
  let last: PacketBatch | null = null;
  for await (const batch of capture) {
    if (Number.isNaN(begun)) {
      begun = performance.now();
      first = batch.time[batch.from]!;
    }
    for (let from = batch.from; from < batch.to && !stop.aborted; ) {
      const now = reached();
      let to = from;
      while (to < batch.to && batch.time[to]! <= now) to++;
      yield { ...batch, from, to, now };
      from = to;
      if (from < batch.to) await pause(Math.min(TICK, (batch.time[from]! - reached()) / 1e6), stop);
    }
    last = batch;
  }
  if (last === null) return;
  for (const end = last.now + after * 1e9; reached() < end && !stop.aborted; await pause(TICK, stop)) {
    yield { ...last, from: last.to, to: last.to, now: reached() };
  }
}

/** Waits, or until the signal. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, milliseconds));
    signal.addEventListener('abort', done);
  });
}
