/** Many connections of all sorts at the same time, over cables that lose, repeat and delay at random. */

/** [how many of twenty, client, server] */
const SORTS = [
  [5, 'connect, send 120, read 1200, close', 'read 120, send 1200, eof, close'],
  [4, 'connect, send 200, eof, close', 'read 200, send 900, close'],
  [1, 'connect, send 500, shut, eof, close', 'eof, send 2000, wait 60, send 2000, close'],
  [1, 'connect, send 100, read 300, close', 'read 100, send 300, eof, wait 500, close'],
  [1, 'connect, send 100, read 300, eof, wait 400, close', 'read 100, send 300, close'],
  [1, 'connect, send 100, read 300, wait 40, close', 'read 100, send 300, wait 45, close'],
  [1, 'connect, send 90, read 90, abort', 'read 90, send 90, eof, close'],
  [1, 'connect, send 90, eof, close', 'read 90, abort'],
  [1, 'connect, send 400, eof, close', 'wait 80, close'],
  [1, 'connect, send 180, read 300, close', 'read 180, send 300, eof'],
  [1, 'connect, send 50, read 50, wait 300, send 50, read 50', 'read 50, send 50, read 50, send 50'],
  [1, 'connect, send 20000, shut, eof, close', 'eof, send 10000, close'],
  [1, 'connect, cork, send 300, shut, eof, close', 'cork, read 300, send 300, close'],
];
const DECK = SORTS.flatMap(([share, client, server]) => Array.from({ length: share }, () => ({ client, server })));

/** How many of the frames that are not lost come twice, and how many late. */
const COPIED = 0.005;
const DELAYED = 0.01;

/**
 * One scenario for each rate of loss.
 * @param {{ count: number, spread: number, losses: readonly number[] }} options
 * connections; milliseconds over which they begin; parts of all frames that are lost between the hosts
 * @returns {import('./scenarios.mjs').Scenario[]}
 */
export function mixes({ count, spread, losses }) {
  return losses.map((loss) => ({
    name: `mix-${count}-loss${loss * 100}`,
    category: 'stress',
    doc: `${count} connections of all sorts, ${loss * 100} % of the frames lost.`,
    params: { loss },
    talks: Array.from({ length: count }, (_, i) => ({ at: (i * spread) / count, ...DECK[(i * 7) % DECK.length] })),
    faults: loss === 0 ? [] : ['client', 'server'].flatMap((cable) => trouble(cable, loss / 2)),
  }));
}

function trouble(cable, loss) {
  const seed = `${cable} ${loss}`;
  return ['client', 'server'].flatMap((from) => [
    { do: 'copy', of: 'ANY', from, cable, ms: 3, chance: COPIED, seed },
    { do: 'delay', of: 'ANY', from, cable, ms: 12, chance: DELAYED, seed },
    { do: 'lose', of: 'ANY', from, cable, chance: loss, seed },
  ]);
}
