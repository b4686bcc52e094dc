/** A capture that is made of another: with batches of its own, and what else is said to differ. */
import type { Capture } from './packet-batch.ts';

export type Difference = Pick<Capture, typeof Symbol.asyncIterator> &
  Partial<Pick<Capture, 'name' | 'source' | 'close'>>;

export function derived(capture: Capture, difference: Difference): Capture {
  return {
    name: capture.name,
    source: capture.source,
    interfaces: capture.interfaces,
    progress: capture.progress,
    warnings: capture.warnings,
    get epoch() {
      return capture.epoch;
    },
    ...(capture.live !== undefined && { live: capture.live }),
    close: () => capture.close(),
    ...difference,
  };
}
