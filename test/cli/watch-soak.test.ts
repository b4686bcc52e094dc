/**
 * `tcpstate watch` while connections come and go all the time: its memory and its descriptors stay what they are. Ten seconds,
 * a minute in CI, or as many as SOAK says. Needs root, for a network namespace of its own.
 */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import { obstacle, titled } from '../agreement/outside.ts';
import { descendants } from '../support/processes.ts';
import { PROGRAM } from '../support/program.ts';

const SECONDS = Number(process.env['SOAK'] ?? (process.env['CI'] ? 60 : 10));
/** Fewer than come in the first third of the time, so that from then on one has to go for each that comes. */
const MOST_FLOWS = 500;
/** KiB that heaps may differ by between two moments. */
const BREATHING = 48 * 1024;

/** Opens connections in waves and closes them in several ways, until its standard input ends; prints how many there were. */
const TRAFFIC = `
const { connect, createServer } = require('node:net');
let count = 0;
let over = false;
process.stdin.on('end', () => (over = true)).resume();
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', () => (count % 3 === 0 ? socket.resetAndDestroy() : socket.end('bye')));
});
server.listen(0, '127.0.0.1', () => {
  const wave = setInterval(() => {
    if (over) {
      clearInterval(wave);
      server.close();
      console.log(count);
      return;
    }
    for (let i = 0; i < 5; i++, count++) {
      const client = connect(server.address().port, '127.0.0.1', () => client.write('hello'));
      client.on('error', () => {}).resume();
    }
  }, 20);
});`;

interface Size {
  /** KiB. */
  readonly memory: number;
  readonly descriptors: number;
}

/** Of a process, which is as large as what it has started. */
function sizeOf(pids: readonly number[]): Size {
  const memory = pids.map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]));
  const descriptors = pids.map((pid) => readdirSync(`/proc/${pid}/fd`).length);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  return { memory: sum(memory), descriptors: sum(descriptors) };
}

const reason = await obstacle(['ip', 'nsenter', 'unshare'], true);

describe.skipIf(reason !== null)(titled('tcpstate watch for long', reason), () => {
  it(
    'grows no more, loses nothing, and tells of every connection',
    async () => {
      const namespace = await Namespace.open();
      try {
        const words = ['watch', 'lo', '--ndjson', '--max-flows', String(MOST_FLOWS)];
        const ours = namespace.start(process.execPath, PROGRAM, ...words);
        const ended = once(ours, 'close');
        let flows = 0;
        let rest = '';
        let last = '';
        ours.stdout.setEncoding('utf8').on('data', (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop()!;
          if (lines.length > 0) last = lines.at(-1)!;
          flows += lines.filter((line) => line.startsWith('{"type":"flow"')).length;
        });
        await said(ours, /watching/);
        const traffic = namespace.start(process.execPath, '-e', TRAFFIC);
        let counted = '';
        traffic.stdout.on('data', (text) => {
          counted += String(text);
        });
        await wait((SECONDS * 1e3) / 3);
        const pids = [ours.pid!, ...descendants(ours.pid!)];
        const early = sizeOf(pids);
        await wait((SECONDS * 2e3) / 3);
        const late = sizeOf(pids);
        traffic.stdin.end();
        await once(traffic, 'close');
        ours.kill('SIGINT');
        expect((await ended)[0]).toBe(0);
        const summary = JSON.parse(last) as object;
        expect(summary).toMatchObject({ type: 'summary', drops: { kernel: 0, interface: 0 } });
        expect(Number(counted)).toBeGreaterThan(MOST_FLOWS);
        expect(flows).toBe(Number(counted));
        expect(late.descriptors).toBe(early.descriptors);
        expect(late.memory).toBeLessThan(early.memory + BREATHING);
        if (process.env['SOAK'] !== undefined) console.log(`${flows} connections`, early, late);
      } finally {
        namespace.close();
      }
    },
    SECONDS * 1e3 + 30_000,
  );
});
