/** The columns of a batch, allocated once for each open input and filled again and again. */
import type { PacketBatch } from './packet-batch.ts';

/** Most packets in a batch: enough to share the cost of a turn of the loop, few enough to stay in the cache. */
export const BATCH_SIZE = 4096;

export class Packets implements PacketBatch {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  from = 0;
  to = 0;
  now = 0;
  readonly start: Int32Array = new Int32Array(BATCH_SIZE);
  readonly end: Int32Array = new Int32Array(BATCH_SIZE);
  readonly wireLength: Int32Array = new Int32Array(BATCH_SIZE);
  readonly time: Float64Array = new Float64Array(BATCH_SIZE);
  readonly interfaceIndex: Int32Array = new Int32Array(BATCH_SIZE);
}
