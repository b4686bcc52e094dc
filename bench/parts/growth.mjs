/** Whether a packet costs the same with ten times, and forty times, the connections. */
import { tcpstate } from '../contenders.mjs';
import { count, memory, nanoseconds, seconds, table } from '../markdown.mjs';
import { medianOf } from '../rounds.mjs';

const CAPTURES = ['busy-tenth', 'busy', 'busy-fourfold'];
const START = 'start';

/** @param {import('./list.mjs').Bench} bench @returns {Promise<import('./list.mjs').Finding>} */
export async function growth({ captures, floor, inRounds, keep }) {
  const analyze = (file) => tcpstate('analyze', file, '--limit', '0');
  const runs = CAPTURES.flatMap((name) => [
    { name: `floor ${name}`, command: floor.command(captures.file(name)) },
    { name, command: analyze(captures.file(name)) },
  ]);
  const costs = await inRounds([{ name: START, command: analyze(captures.file('tiny')) }, ...runs]);
  const cpu = (name) => medianOf(costs.get(name), 'cpu');
  const aPacket = (name) => (cpu(name) - cpu(START)) / captures.packets(name);
  const rows = CAPTURES.map((name) => [
    `${count(captures.count(name))} connections`,
    count(captures.packets(name)),
    seconds(cpu(name)),
    nanoseconds(aPacket(name)),
    (aPacket(name) / aPacket(CAPTURES[0])).toFixed(2),
    (cpu(name) / (cpu(`floor ${name}`) * floor.share)).toFixed(1),
    memory(medianOf(costs.get(name), 'rss')),
  ]);
  if (!keep) for (const name of CAPTURES) captures.discard(name);
  return {
    title: 'Growth',
    text: `\`tcpstate analyze --limit 0\` in the order of a busy server. A packet is without the start of the program.

${table(['', 'packets', 'CPU', 'a packet', 'times the first', 'CPU / floor', 'peak memory'], rows)}`,
    figures: new Map([['growth', aPacket('busy') / aPacket('busy-tenth')]]),
  };
}
