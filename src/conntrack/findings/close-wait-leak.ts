/** Ends in CLOSE_WAIT become ever more. */
import { lookForCloseWait } from './close-wait.ts';
import { type Rule, SECOND } from './rule.ts';

const FEWEST = 10;
/** A shorter capture shows no growth. */
const SHORTEST = 10 * SECOND;
const PARTS = 4;

export const closeWaitLeak: Rule = {
  id: 'close-wait-leak',
  severity: 'error',
  title: 'sockets leak: ever more ends stay in CLOSE_WAIT',
  explanation:
    'At least 10 connections of one place stay in CLOSE_WAIT, and they got there in at least three quarters of the time ' +
    'that was watched: the old ones do not go while new ones come. Where an application is only slow to close, those that are ' +
    'left at the end are all young. Each one costs a descriptor; when the limit of the process is reached, accept() and open() fail.',
  who: 'the application at the end in CLOSE_WAIT',
  action:
    'Find the missing close(): compare a request that leaks with one that does not. Until then, restart the process before it reaches its descriptor limit (ulimit -n).',
  ofMany: true,
  look: lookForCloseWait,
  judge({ count, oldest, spread }, { start, end }) {
    if (count < FEWEST || end - start < SHORTEST) return null;
    if (spread.partsWithin(start, end, PARTS) < PARTS - 1) return null;
    return { trend: { seconds: (end - oldest) / SECOND, growth: count } };
  },
};
