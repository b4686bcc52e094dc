/** A capture in many files against the same in one. */
import { tcpstate } from '../contenders.mjs';
import { memory, seconds, table } from '../markdown.mjs';
import { medianOf } from '../rounds.mjs';

/** [whole, pieces, what they are] */
const COMPARISONS = [
  ['busy', 'busy-rotated', 'busy rotated into 100 files'],
  ['busy-tenth', 'busy-tenth-by-client', '1,000 small captures of the same time'],
];

/** @param {import('./list.mjs').Bench} bench @returns {Promise<import('./list.mjs').Finding>} */
export async function manyFiles({ captures, inRounds }) {
  const run = (name) => ({ name, command: tcpstate('analyze', captures.file(name), '--limit', '0') });
  const costs = await inRounds(COMPARISONS.flatMap(([whole, pieces]) => [run(whole), run(pieces)]));
  const rows = COMPARISONS.map(([whole, pieces, about]) => {
    const [one, many] = [costs.get(whole), costs.get(pieces)];
    return [
      about,
      seconds(medianOf(one, 'cpu')),
      seconds(medianOf(many, 'cpu')),
      (medianOf(many, 'cpu') / medianOf(one, 'cpu')).toFixed(2),
      memory(medianOf(one, 'rss')),
      memory(medianOf(many, 'rss')),
    ];
  });
  return {
    title: 'Many files',
    text: `\`tcpstate analyze --limit 0\` of a folder, and of one file with the same packets.

${table(['', 'CPU of one', 'CPU of many', 'many / one', 'memory of one', 'memory of many'], rows)}`,
    figures: new Map(),
  };
}
