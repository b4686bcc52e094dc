/** Scores a data set: tcpstate, and its peers on the same captures. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { compare } from './compare.mjs';
import { track as atOnce } from './trackers/at-once.mjs';
import { hasLog, track as nfConntrack } from './trackers/conntrack.mjs';
import { follow, track as tcpstate } from './trackers/tcpstate.mjs';

/**
 * @typedef {import('./compare.mjs').Comparison[]} Comparisons
 *
 * @typedef {object} Judgement
 * @property {string} name of the data set
 * @property {import('./dataset.mjs').Scenario[]} scenarios
 * @property {Comparisons} tcpstate as the document tells when all is known
 * @property {Comparisons} stream as it was told packet by packet
 * @property {Comparisons} atOnce
 * @property {Comparisons} conntrack in the middle only
 */

/** Where nf_conntrack was. */
const MIDDLE = 'middle';

const CONTENDERS = {
  tcpstate: { track: tcpstate, judges: () => true },
  stream: { track: follow, judges: () => true },
  atOnce: { track: atOnce, judges: () => true },
  conntrack: { track: nfConntrack, judges: (capture, vantage) => vantage === MIDDLE && hasLog(capture) },
};

/**
 * @param {string} name
 * @param {readonly import('./dataset.mjs').Scenario[]} scenarios
 * @param {readonly (keyof typeof CONTENDERS)[]} [contenders]
 * @returns {Promise<Judgement>} without what was not asked for
 */
export async function judge(name, scenarios, contenders = Object.keys(CONTENDERS)) {
  const tasks = scenarios.flatMap((scenario) =>
    Object.entries(scenario.truth.vantages).flatMap(([vantage, { file }]) =>
      contenders
        .filter((contender) => CONTENDERS[contender].judges(join(scenario.folder, file), vantage))
        .map((contender) => ({ scenario, vantage, contender })),
    ),
  );
  const results = tasks.map(() => []);
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const index = next++;
      const { scenario, vantage, contender } = tasks[index];
      results[index] = await compare(scenario, vantage, CONTENDERS[contender].track);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const of = (contender) => results.filter((_, i) => tasks[i].contender === contender).flat();
  return { name, scenarios, ...Object.fromEntries(contenders.map((contender) => [contender, of(contender)])) };
}
