/** `tcpstate watch` on sockets that go wrong while they are watched: it says so while they are still there. Needs root. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import { obstacle, titled } from '../agreement/outside.ts';
import { PROGRAM } from '../support/program.ts';

const PORT = 8080;
const CLIENTS = 5;

/** Serves, and never closes; it ends with its standard input. */
const SERVER = `
process.stdin.resume().on('end', () => process.exit());
require('node:net').createServer({ allowHalfOpen: true }, (socket) => socket.resume())
  .listen(${PORT}, '127.0.0.1', () => console.log('ready'));`;

/** Opens so many connections one after the other, closes each at once, and stays. */
const CLIENT = `
const { connect } = require('node:net');
process.stdin.resume().on('end', () => process.exit());
let left = ${CLIENTS};
const next = () => {
  if (left-- === 0) return console.log('done');
  connect(${PORT}, '127.0.0.1', function () { this.end('hello'); setTimeout(next, 50); });
};
next();`;

interface Told {
  readonly type: string;
  readonly id: string;
  readonly count: number;
  readonly place: { readonly side: string; readonly port: number };
}

const reason = await obstacle(['nsenter', 'unshare'], true);

describe.skipIf(reason !== null)(titled('watch lo', reason), () => {
  it('tells of sockets in CLOSE_WAIT while they are there, and of no socket twice', { timeout: 60_000 }, async () => {
    const namespace = await Namespace.open();
    try {
      const ours = namespace.start(process.execPath, PROGRAM, 'watch', 'lo', '--ndjson');
      const ended = once(ours, 'close');
      await said(ours, /watching/);
      const server = namespace.start(process.execPath, '-e', SERVER);
      await said(server, /ready/);
      const client = namespace.start(process.execPath, '-e', CLIENT);
      await said(client, /done/);
      const told: Told[] = [];
      for await (const line of createInterface(ours.stdout)) {
        const record: Told = JSON.parse(line);
        if (record.type !== 'finding' || record.id !== 'close-wait') continue;
        told.push(record);
        // Two sweeps more, in which there is nothing new.
        if (told.length === 1) setTimeout(() => namespace.run('kill', '-INT', String(ours.pid)), 5000);
      }
      await ended;
      for (const { place } of told) expect(place).toMatchObject({ side: 'server', port: PORT });
      const counts = told.map(({ count }) => count);
      expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
      expect(counts.at(-1)).toBe(CLIENTS);
      for (const child of [server, client]) child.stdin.end();
    } finally {
      namespace.close();
    }
  });
});
