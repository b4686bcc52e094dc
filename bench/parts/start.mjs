/** What is left of the cost where there is hardly anything to read. */
import process from 'node:process';
import { tcpstate } from '../contenders.mjs';
import { table } from '../markdown.mjs';
import { medianOf } from '../rounds.mjs';

/** @param {import('./list.mjs').Bench} bench @returns {Promise<import('./list.mjs').Finding>} */
export async function start({ captures, inRounds }) {
  const costs = await inRounds([
    { name: '`tcpstate analyze`', command: tcpstate('analyze', captures.file('tiny')) },
    { name: 'Node alone', command: [process.execPath, '-e', '0'] },
  ]);
  const cpu = (name) => medianOf(costs.get(name), 'cpu');
  const rows = [...costs.keys()].map((name) => [
    name,
    `${(cpu(name) * 1000).toFixed(0)} ms`,
    `${(medianOf(costs.get(name), 'wall') * 1000).toFixed(0)} ms`,
  ]);
  return {
    title: 'Start',
    text: `A capture of 10 packets.\n\n${table(['', 'CPU', 'elapsed'], rows)}`,
    figures: new Map([['start', cpu('`tcpstate analyze`')]]),
  };
}
