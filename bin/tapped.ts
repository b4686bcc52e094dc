/** A capture that tells of every batch before it is given on. */
import { derived } from '../src/capture/derived.ts';
import type { Capture, PacketBatch } from '../src/capture/packet-batch.ts';

export function tapped(capture: Capture, see: (batch: PacketBatch) => void): Capture {
  return derived(capture, {
    async *[Symbol.asyncIterator]() {
      for await (const batch of capture) {
        see(batch);
        yield batch;
      }
    },
  });
}
