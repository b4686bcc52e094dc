/** Whether memory stays the same however large a capture is. The captures are made as they are read, and need no disk. */
import { join } from 'node:path';
import process from 'node:process';
import { tcpstate } from '../contenders.mjs';
import { memory, seconds, table, volume } from '../markdown.mjs';
import { medianOf } from '../rounds.mjs';

const OCTETS = [1e9, 10e9, 30e9];
const feeder = join(import.meta.dirname, '..', 'feed.mjs');

/** @param {import('./list.mjs').Bench} bench @returns {Promise<import('./list.mjs').Finding>} */
export async function bigFiles({ captures, inRounds }) {
  const sizes = OCTETS.map((octets) => captures.scaled(octets));
  const costs = await inRounds(
    sizes.map((octets) => ({
      name: volume(octets),
      command: tcpstate('analyze', '-', '--limit', '0'),
      feeder: [process.execPath, feeder, String(octets)],
    })),
  );
  const rows = sizes.map((octets) => {
    const those = costs.get(volume(octets));
    const cpu = medianOf(those, 'cpu');
    return [volume(octets), seconds(cpu), seconds((cpu / octets) * 1e9), memory(medianOf(those, 'rss'))];
  });
  return {
    title: 'Big files',
    text: `Full frames as in bulk through a pipe into \`tcpstate analyze -\`; the process that makes them is not counted.

${table(['', 'CPU', 'CPU a GB', 'peak memory'], rows)}`,
    figures: new Map(),
  };
}
