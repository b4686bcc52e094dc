/** However `tcpstate watch` on an interface ends, nothing of it is left running. Needs root and tcpdump. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../support/program.ts';

const reason =
  process.getuid?.() !== 0
    ? 'it takes root to capture'
    : spawnSync('tcpdump', ['--version']).error
      ? 'there is no tcpdump'
      : null;

/** Milliseconds in which what was left must have ended. */
const PATIENCE = 5000;

type Watch = ChildProcessByStdio<null, Readable, Readable>;

/** A port nobody listens on; a SYN to it is a packet to be captured. */
const PORT = 9;

async function started(): Promise<{ ours: Watch; recorders: number[] }> {
  const ours = spawn(process.execPath, [PROGRAM, 'watch', 'lo', '--ndjson', 'port', String(PORT)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SUDO_UID: '' },
  });
  const [said] = await once(ours.stderr, 'data');
  expect(String(said)).toMatch(/^tcpstate: watching lo with \w+; (.*; )?acting as root \(--user names another\)\n$/);
  const children = readFileSync(`/proc/${ours.pid}/task/${ours.pid}/children`, 'utf8');
  const recorders = children.trim().split(' ').map(Number);
  expect(recorders.length).toBeGreaterThan(0);
  return { ours, recorders };
}

const knock = (): void => void connect(PORT, '127.0.0.1').on('error', () => {});

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function areGone(pids: readonly number[]): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (pids.some(isRunning) && performance.now() < end) await wait(50);
  expect(pids.filter(isRunning)).toEqual([]);
}

describe.skipIf(reason !== null)(`watch lo${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('sums up at %s', async (signal) => {
    const { ours, recorders } = await started();
    let output = '';
    ours.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    ours.kill(signal);
    const [status] = await once(ours, 'close');
    expect(status).toBe(0);
    expect(output.trimEnd().split('\n').at(-1)).toMatch(/^\{"type":"summary"/);
    await areGone(recorders);
  });

  it('ends when nobody reads its output any more', async () => {
    const { ours, recorders } = await started();
    ours.stdout.destroy();
    knock();
    await once(ours, 'close');
    expect(ours.exitCode).toBe(0);
    await areGone(recorders);
  });
});
