/** The capture does not hold all that passed. */
import type { Rule } from './rule.ts';

const SHARE = 0.001;
const HIGH = 0.01;

export const captureLoss: Rule = {
  id: 'capture-loss',
  severity: 'warning',
  title: 'the capture is incomplete',
  explanation:
    'Acknowledgments show that at least one segment in a thousand passed without being captured, or the system reports packets dropped while capturing. Everything below that a missing ' +
    'packet could explain (a FIN or an answer that is not there) is less sure.',
  who: 'whoever captures',
  action:
    'Capture again with fewer octets of each packet (-s 128), a larger buffer (-B), a filter, or nearer to one of the ends.',
  overall({ segments, duplicates, missedSegments, dropped }) {
    const share = missedSegments / Math.max(1, segments - duplicates + missedSegments);
    if (share < SHARE && dropped === 0) return null;
    return share < HIGH ? {} : { severity: 'error' };
  },
};
