/** A stream that is being captured now: while nothing comes, time goes on. */
import { derived } from './derived.ts';
import type { Capture, PacketBatch } from './packet-batch.ts';
import { Packets } from './packets.ts';

/** Milliseconds after which a batch is given even where no packet came. */
const IDLE = 100;
/** Milliseconds by which the clock of an idle wire is behind, as packets of that time may still be on their way. */
const LAG = 100;
/** Milliseconds in which what is already under way may come when the capture is to end. */
const GRACE = 500;

/** Closed, it ends when nothing more is under way. */
export function ticking(capture: Capture): Capture {
  const closing = new AbortController();
  return derived(capture, {
    source: 'live',
    close: () => closing.abort(),
    [Symbol.asyncIterator]: () => tick(capture, closing.signal),
  });
}

async function* tick(capture: Capture, closing: AbortSignal): AsyncGenerator<PacketBatch, void, void> {
  const batches = capture[Symbol.asyncIterator]();
  const idle = new Packets();
  /** Nanoseconds, at least, by which a packet's time was before the time at which it came here: two clocks and the way. */
  let behind = Number.POSITIVE_INFINITY;
  let now = 0;
  let end = Number.POSITIVE_INFINITY;
  closing.addEventListener('abort', () => {
    end = performance.now() + GRACE;
  });
  let next = batches.next();
  try {
    while (performance.now() < end) {
      const result = await within(next, IDLE);
      const here = performance.now() * 1e6;
      if (result === null) {
        if (closing.aborted) return;
        now = Math.max(now, here - behind - LAG * 1e6);
        idle.now = now;
        yield idle;
      } else if (result.done) {
        return;
      } else {
        const batch = result.value;
        behind = Math.min(behind, here - batch.now);
        now = Math.max(now, batch.now);
        yield { ...batch, now };
        next = batches.next();
      }
    }
  } finally {
    capture.close();
    next.catch(() => {});
  }
}

/** What the promise gives, or null after so many milliseconds. */
function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds, null);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
