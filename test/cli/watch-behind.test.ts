/** `tcpstate watch` whose output is not read for a while: what the kernel drops meanwhile is counted, and nothing piles up. Needs root. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import { link, settle } from '../../scripts/lab/network.mjs';
import { obstacle, titled } from '../agreement/outside.ts';
import { descendants } from '../support/processes.ts';
import { PROGRAM } from '../support/program.ts';

const DEVICES = { watched: 'w0', other: 'o0' };
const ADDRESSES = { watched: '192.0.2.1', other: '192.0.2.2' };
const MACS = { watched: '02:00:00:00:00:01', other: '02:00:00:00:00:02' };
const PORT = 8080;

/** Ends with its standard input. */
const SERVER = `
process.stdin.resume().on('end', () => process.exit());
require('node:net').createServer((socket) => socket.on('error', () => {}).end('x'.repeat(400)))
  .listen(${PORT}, '${ADDRESSES.watched}', () => console.log('ready'));`;

/** Opens and closes so many connections. */
const CLIENT = `
const { connect } = require('node:net');
let left = 4000;
const next = () => {
  if (left-- > 0) connect(${PORT}, '${ADDRESSES.watched}').on('error', () => {}).on('close', next).resume();
};
for (let i = 0; i < 20; i++) next();`;

/** Two hosts on a wire, on which nothing passes but what they say to each other: neither has to ask for the other's address. */
async function hosts(): Promise<{ watched: Namespace; other: Namespace }> {
  const [watched, other] = await Promise.all([Namespace.open(), Namespace.open()]);
  other.run('sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1');
  link(watched, DEVICES.watched, other, DEVICES.other, { offload: true });
  for (const [namespace, own, peer] of [
    [watched, 'watched', 'other'],
    [other, 'other', 'watched'],
  ] as const) {
    const device = DEVICES[own];
    settle(namespace, device, [`${ADDRESSES[own]}/24`]);
    namespace.run('ip', 'link', 'set', device, 'address', MACS[own]);
    namespace.run('ip', 'neigh', 'replace', ADDRESSES[peer], 'lladdr', MACS[peer], 'dev', device, 'nud', 'permanent');
  }
  return { watched, other };
}

/** How many packets the watched device has received and sent. */
function passedOn(namespace: Namespace): number {
  const [, received, sent] = new RegExp(`${DEVICES.watched}:\\s+\\d+\\s+(\\d+)(?:\\s+\\d+){7}\\s+(\\d+)`).exec(
    namespace.run('cat', '/proc/net/dev'),
  )!;
  return Number(received) + Number(sent);
}

/** KiB that a program and its recorder take at most: what they start with, and buffers of a few MiB. */
const LARGEST = 400 * 1024;

const reason = await obstacle(['ip', 'nsenter', 'unshare'], true);

describe.skipIf(reason !== null)(titled('tcpstate watch into a slow reader', reason), () => {
  it('counts what it could not take, and does not grow', { timeout: 60_000 }, async () => {
    const { watched, other } = await hosts();
    try {
      const server = watched.start(process.execPath, '-e', SERVER);
      await said(server, /ready/);
      const before = passedOn(watched);
      const words = ['watch', DEVICES.watched, '--ndjson', '--buffer', '64'];
      const ours = watched.start(process.execPath, PROGRAM, ...words);
      const ended = once(ours, 'close');
      await said(ours, /watching/);
      // Nobody reads its standard output from here on …
      ours.stdout.pause();
      await once(other.start(process.execPath, '-e', CLIENT), 'close');
      server.stdin.end();
      const memory = [ours.pid!, ...descendants(ours.pid!)].map((pid) =>
        Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]),
      );
      expect(memory.reduce((total, each) => total + each, 0)).toBeLessThan(LARGEST);
      const passed = passedOn(watched) - before;
      // … to here.
      const output = text(ours.stdout);
      ours.kill('SIGINT');
      expect((await ended)[0]).toBe(0);
      const summary = JSON.parse((await output).trimEnd().split('\n').at(-1)!);
      expect(summary.type).toBe('summary');
      const lost = passed - summary.packets;
      expect(lost).toBeGreaterThan(0);
      // On a wire of its own each packet is shown once, other than on the loopback.
      expect(summary.drops.kernel).toBe(lost);
    } finally {
      watched.close();
      other.close();
    }
  });
});
