/** A capture that tells of every batch before it is given on. */
import type { Capture, PacketBatch } from '../src/capture/packet-batch.ts';

export function tapped(capture: Capture, see: (batch: PacketBatch) => void): Capture {
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
    async *[Symbol.asyncIterator]() {
      for await (const batch of capture) {
        see(batch);
        yield batch;
      }
    },
  };
}
