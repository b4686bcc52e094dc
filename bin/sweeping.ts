/** When the connections that stay are looked over for findings: every two seconds or so, and it takes a twentieth of the time at most. */
import type { LiveFlows } from '../src/conntrack/live-flows.ts';

/** Milliseconds between two sweeps at least; and of the time, their steps take a part at most. */
const INTERVAL = 2000;
const SHARE = 20;

/**
 * To be called after each batch: has `tell` look at some of the flows when that is due, and at none otherwise. It returns whether it
 * has looked at all of them.
 */
export function sweeping(flows: LiveFlows, tell: (flows: LiveFlows | null) => boolean): () => void {
  let due = performance.now() + INTERVAL;
  return () => {
    const begun = performance.now();
    if (begun < due) {
      tell(null);
      return;
    }
    const isDone = tell(flows);
    const now = performance.now();
    due = now + Math.max(isDone ? INTERVAL : 0, (now - begun) * SHARE);
  };
}
