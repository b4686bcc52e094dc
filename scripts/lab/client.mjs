/**
 * The lab's client: `node client.mjs <server address>[,<own address>…] <pace> scene=count …`.
 * Plays the scenes, one started every `pace` milliseconds, says `done` when all are through, and ends with its standard input,
 * so that what it leaves open stays open until somebody has looked.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { SCENES } from './scenes.mjs';

const [addresses = '', pace = '4', ...words] = process.argv.slice(2);
const [host, ...own] = addresses.split(',');

/** @returns {import('./scenes.mjs').Dial} */
const dialer = (port, localAddress) => async (options) => {
  const socket = connect({ host, port, ...(localAddress && { localAddress }), ...options });
  await once(socket, 'connect');
  return socket.on('error', () => {});
};

/** One of each scene in turn, so that they interleave as on a busy server. */
const turns = words.flatMap((word) => {
  const [name = '', count = '1'] = word.split('=');
  if (!SCENES[name]) throw new Error(`no such scene: ${name}`);
  return Array.from({ length: Number(count) }, (_, turn) => ({ name, turn }));
});
turns.sort((a, b) => a.turn - b.turn);

const playing = [];
for (const [i, { name }] of turns.entries()) {
  const { port, client } = SCENES[name];
  playing.push(client(dialer(port, own[i % own.length])).catch((error) => console.error(`${name}: ${error.message}`)));
  await wait(Number(pace));
}
await Promise.all(playing);
console.log('done');
process.stdin.resume().on('end', () => process.exit());
