/** When the connections that stay are looked over for findings: every two seconds or so, and it takes a twentieth of the time at most. */

/** Milliseconds between two sweeps at least; and of the time, their steps take a part at most. */
const INTERVAL = 2000;
const SHARE = 20;

/** To be called after each batch: has `step` look at some of the flows when that is due. It returns whether it has looked at all of them. */
export function sweeping(step: () => boolean): () => void {
  let due = 0;
  return () => {
    const begun = performance.now();
    if (begun < due) return;
    const isDone = step();
    const now = performance.now();
    due = now + Math.max(isDone ? INTERVAL : 0, (now - begun) * SHARE);
  };
}
