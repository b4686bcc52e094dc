/** The first packets of a capture. */
import { derived } from './derived.ts';
import type { Capture, PacketBatch } from './packet-batch.ts';

/** Ends behind packet `count`, the first being 1. */
export function limited(capture: Capture, count: number): Capture {
  return derived(capture, { [Symbol.asyncIterator]: () => first(capture, count) });
}

async function* first(capture: Capture, count: number): AsyncGenerator<PacketBatch, void, void> {
  let left = count;
  for await (const batch of capture) {
    const to = Math.min(batch.to, batch.from + left);
    left -= to - batch.from;
    yield left > 0 ? batch : { ...batch, to, now: batch.time[to - 1]! };
    if (left === 0) return;
  }
}
