/** Commands measured in turn, several rounds of them, so that a slow minute of the machine hits them alike. */
import { measureFor } from './measure.mjs';

/** Seconds after which a run is ended. */
const LIMIT = { peer: 75, own: 300 };

/** Seconds that all runs of one command on one capture may take together, the first apart: what is slow is run less often. */
const PATIENCE = { peer: 15, own: 45 };

/**
 * @typedef {object} Run
 * @property {string} name
 * @property {readonly string[]} command
 * @property {boolean} [peer]
 * @property {readonly string[]} [feeder] see `measure`
 * @typedef {import('./measure.mjs').Cost} Cost
 */

/**
 * @param {readonly Run[]} runs
 * @param {{ rounds: number, enough: number, peers: boolean }} pace rounds at most; seconds worth of short runs; whether
 *   peers run too
 * @returns {Promise<Map<string, Cost[]>>} the costs of each, in the order of the rounds
 */
export async function inRounds(runs, { rounds, enough, peers }) {
  const chosen = runs.filter(({ peer }) => peers || !peer);
  const costs = new Map(chosen.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command, peer, feeder } of chosen) {
      const before = costs.get(name);
      const kind = peer ? 'peer' : 'own';
      if (!mayRunAgain(before, PATIENCE[kind])) continue;
      const cost = await measureFor(enough, command, { limit: LIMIT[kind], feeder });
      if (cost.outcome !== 'done' && !peer) throw new Error(`${cost.outcome}: ${command.join(' ')}`);
      before.push(cost);
    }
  }
  return costs;
}

function mayRunAgain(costs, patience) {
  if (costs.length === 0) return true;
  const latest = costs.at(-1);
  const spent = costs.reduce((sum, { wall }) => sum + wall, 0);
  return latest.outcome === 'done' && spent + latest.wall <= patience;
}

/** The middle one of numbers; the lower middle one of an even count. */
export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[(numbers.length - 1) >> 1];
}

/** The median of one property of costs. */
export const medianOf = (costs, what) => median(costs.map((cost) => cost[what]));
