/** What it costs to write a million connections into a pipe. */
import { tcpstate } from '../contenders.mjs';
import { count, seconds, table } from '../markdown.mjs';
import { median, medianOf } from '../rounds.mjs';

const CAPTURE = 'busy';

/** [format, name of its figure] */
const FORMATS = [
  ['table', 'table row'],
  ['ndjson', 'NDJSON flow'],
  ['csv', 'CSV flow'],
];

/** @param {import('./list.mjs').Bench} bench @returns {Promise<import('./list.mjs').Finding>} */
export async function output({ captures, inRounds }) {
  const file = captures.file(CAPTURE);
  const flows = captures.count(CAPTURE);
  const costs = await inRounds(FORMATS.flatMap(([format]) => pair(file, format)));
  const figures = new Map(FORMATS.map(([format, figure]) => [figure, difference(costs, format) / flows]));
  const rows = FORMATS.map(([format, figure]) => [
    format,
    seconds(medianOf(costs.get(format), 'cpu')),
    seconds(medianOf(costs.get(silent(format)), 'cpu')),
    `${(figures.get(figure) * 1e6).toFixed(2)} µs`,
  ]);
  return {
    title: 'Output',
    text: `All ${count(flows)} connections of ${CAPTURE}: \`tcpstate analyze --format … | cat\` less the same command with \`--limit 0\`,
both processes counted, the median of the differences of each round.

${table(['', 'into a pipe', '--limit 0', 'a connection'], rows)}`,
    figures,
  };
}

const silent = (format) => `${format} --limit 0`;

function pair(file, format) {
  const command = tcpstate('analyze', file, '--format', format);
  return [
    { name: format, command: ['sh', '-c', '"$@" | cat', 'sh', ...command] },
    { name: silent(format), command: [...command, '--limit', '0'] },
  ];
}

/** Runs that follow each other are compared: what the machine does besides changes from round to round. */
function difference(costs, format) {
  const without = costs.get(silent(format));
  return median(costs.get(format).flatMap(({ cpu }, round) => (without[round] ? [cpu - without[round].cpu] : [])));
}
