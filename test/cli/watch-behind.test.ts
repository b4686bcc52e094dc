/** `tcpstate watch` whose output is not read for a while: what the kernel drops meanwhile is counted, and nothing piles up. Needs root. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import { obstacle, titled } from '../agreement/outside.ts';
import { descendants } from '../support/processes.ts';
import { PROGRAM } from '../support/program.ts';

/** Opens and closes so many connections with itself. */
const TRAFFIC = `
const { connect, createServer } = require('node:net');
let left = 4000;
const server = createServer((socket) => socket.on('error', () => {}).end('x'.repeat(400)));
const next = () => {
  if (left-- <= 0) return void server.close();
  connect(server.address().port, '127.0.0.1').on('error', () => {}).on('close', next).resume();
};
server.listen(0, '127.0.0.1', () => { for (let i = 0; i < 20; i++) next(); });`;

/** KiB that a program and its recorder take at most: what they start with, and buffers of a few MiB. */
const LARGEST = 400 * 1024;

const reason = await obstacle(['ip', 'nsenter', 'unshare'], true);

describe.skipIf(reason !== null)(titled('tcpstate watch into a slow reader', reason), () => {
  it('counts what it could not take, and does not grow', { timeout: 60_000 }, async () => {
    const namespace = await Namespace.open();
    try {
      const words = ['watch', 'lo', '--ndjson', '--buffer', '64'];
      const ours = namespace.start(process.execPath, PROGRAM, ...words);
      const ended = once(ours, 'close');
      await said(ours, /watching/);
      // Nobody reads its standard output from here on …
      ours.stdout.pause();
      const traffic = namespace.start(process.execPath, '-e', TRAFFIC);
      await once(traffic, 'close');
      const memory = [ours.pid!, ...descendants(ours.pid!)].map((pid) =>
        Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]),
      );
      expect(memory.reduce((total, each) => total + each, 0)).toBeLessThan(LARGEST);
      const [passed] = /lo:\s+\d+\s+(\d+)/.exec(namespace.run('cat', '/proc/net/dev'))!.slice(1).map(Number);
      // … to here.
      const output = text(ours.stdout);
      ours.kill('SIGINT');
      expect((await ended)[0]).toBe(0);
      const summary = JSON.parse((await output).trimEnd().split('\n').at(-1)!);
      expect(summary.type).toBe('summary');
      const lost = passed! - summary.packets;
      expect(lost).toBeGreaterThan(0);
      // The loopback shows the kernel every packet twice, and it drops either.
      expect(summary.drops.kernel).toBeGreaterThanOrEqual(lost);
      expect(summary.drops.kernel).toBeLessThanOrEqual(2 * lost);
    } finally {
      namespace.close();
    }
  });
});
