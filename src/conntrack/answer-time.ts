/**
 * Answer time: for how long after a segment passed the capture point toward an endpoint can its own segments still have
 * been sent before that segment arrived (docs/observer.md). Kept as the shortest answer seen, in microseconds; 0 for none.
 */

/** What stands for the shortest answer times its factor while no answer was timed (nanoseconds). */
const UNKNOWN_ANSWER = 50e6;
/** What is allowed beyond the shortest answer: 1.3 times that plus 4 ms. */
const FACTOR = 1.3;
const SLACK = 4e6;
/** Nanoseconds: a later answer is none, and microseconds must fit. */
const LATEST = 2e12;

/** The answer time in nanoseconds. */
export function answerTimeOf(shortest: number): number {
  return (shortest === 0 ? UNKNOWN_ANSWER : shortest * 1000 * FACTOR) + SLACK;
}

/** The shortest answer, with one more taken in that came after `elapsed` nanoseconds. */
export function shorterAnswer(shortest: number, elapsed: number): number {
  if (elapsed < 0 || elapsed > LATEST) return shortest;
  const micros = Math.max(1, Math.round(elapsed / 1000));
  return shortest === 0 || micros < shortest ? micros : shortest;
}
