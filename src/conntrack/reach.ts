/**
 * Whether the flows of the next segments are likely in the processor's caches. Those of few busy connections are, and to ask
 * for their memory ahead would cost more than it saves; those of a million connections that each speak now and then are not.
 */
import type { Segment } from '../decode/segment.ts';
import { NONE } from './flow-record.ts';
import type { FlowTable } from './flow-table.ts';

/** Of so many segments one is looked at. */
const STEP = 32;
/** Flows of which nothing came in so many groups of segments are taken for far away, or in twice as many. */
const GROUPS = 64;

export class Reach {
  readonly #table: FlowTable;
  #groups = 0;
  /** The times of the segment that was seen `GROUPS` groups ago or up to twice as many, and of one since. */
  #horizon: number = Number.NEGATIVE_INFINITY;
  #latest: number = Number.NEGATIVE_INFINITY;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** Whether many of the flows of a group of segments have not been heard of for long, as counted in segments. */
  isExceeded(segments: readonly Segment[], count: number): boolean {
    if (++this.#groups % GROUPS === 0) {
      this.#horizon = this.#latest;
      this.#latest = segments[0]!.time;
    }
    let far = 0;
    for (let i = 0; i < count; i += STEP) {
      const flow = this.#table.find(segments[i]!);
      if (flow !== NONE && this.#table.lastSeen(flow) < this.#horizon) far++;
    }
    return far * STEP * 2 > count;
  }
}
