/** `tcpstate watch` on sockets that go wrong while they are watched: it says so while they are still there, and whose they are. Needs root. */
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

interface End {
  readonly port: number;
  readonly process: { readonly pid: number; readonly name: string; readonly fds: readonly number[] } | null;
}

interface Told {
  readonly type: string;
  readonly id: string;
  readonly count: number;
  readonly place: { readonly side: string; readonly port: number };
  readonly client: End;
  readonly server: End;
}

const reason = await obstacle(['nsenter', 'unshare'], true);

describe.skipIf(reason !== null)(titled('watch lo', reason), () => {
  /** What is told from before a server leaks until so many milliseconds after the first leak was told, and then at the end. */
  async function watched(milliseconds: number, ...words: string[]) {
    const namespace = await Namespace.open();
    try {
      const ours = namespace.start(process.execPath, PROGRAM, 'watch', 'lo', '--ndjson', ...words);
      let warnings = '';
      ours.stderr.on('data', (chunk) => {
        warnings += String(chunk);
      });
      const ended = once(ours, 'close');
      await said(ours, /watching/);
      const server = namespace.start(process.execPath, '-e', SERVER);
      await said(server, /ready/);
      const client = namespace.start(process.execPath, '-e', CLIENT);
      await said(client, /done/);
      const records: Told[] = [];
      for await (const line of createInterface(ours.stdout)) {
        const record: Told = JSON.parse(line);
        const isFirst = record.id === 'close-wait' && records.every(({ id }) => id !== record.id);
        if (isFirst) setTimeout(() => namespace.run('kill', '-INT', String(ours.pid)), milliseconds);
        records.push(record);
      }
      await ended;
      const pids = { client: client.pid, server: server.pid };
      for (const child of [server, client]) child.stdin.end();
      return { flows: records.filter(({ type }) => type === 'flow'), records, warnings, pids };
    } finally {
      namespace.close();
    }
  }

  it('tells of sockets in CLOSE_WAIT while they are there, of none twice, and whose they are', async () => {
    // Two sweeps more, in which there is nothing new.
    const { records, flows, warnings, pids } = await watched(5000);
    const told = records.filter(({ id }) => id === 'close-wait');
    for (const { place } of told) expect(place).toMatchObject({ side: 'server', port: PORT });
    const counts = told.map(({ count }) => count);
    expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(CLIENTS);
    expect(flows).toHaveLength(CLIENTS);
    for (const { server } of flows) {
      expect(server.process).toEqual({ pid: pids.server, name: 'node', fds: [expect.any(Number)] });
    }
    // What is closed is held by nobody: these were too quick for a look.
    expect(flows.every(({ client }) => client.process === null || client.process.pid === pids.client)).toBe(true);
    expect(warnings).not.toContain('warning');
  }, 60_000);

  it('names no processes that its user may not look at, and says so once', async () => {
    const { flows, warnings } = await watched(0, '--user', 'nobody');
    expect(flows).toHaveLength(CLIENTS);
    for (const { server } of flows) expect(server.process).toBeNull();
    expect(warnings.match(/warning/g)).toHaveLength(1);
    expect(warnings).toContain('tcpstate: warning: not every process could be looked at: as root, all are named\n');
  }, 60_000);
});
