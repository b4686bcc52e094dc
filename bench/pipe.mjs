/** A pipe between two processes, which Node has no call for: a named one, opened at both ends and then without its name. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @returns {{ input: End, output: End }} @typedef {{ fd: number, close: () => void }} End */
export function openPipe() {
  const folder = mkdtempSync(join(tmpdir(), 'tcpstate-bench-'));
  const name = join(folder, 'pipe');
  try {
    const made = spawnSync('mkfifo', [name]);
    if (made.status !== 0)
      throw new Error('mkfifo is not there: the benchmark needs it to feed a program through a pipe');
    // Opened for both, it waits for nobody; then neither does the opening of each end.
    const both = openSync(name, 'r+');
    const output = openSync(name, 'r');
    const input = openSync(name, 'w');
    closeSync(both);
    return {
      input: { fd: input, close: () => closeSync(input) },
      output: { fd: output, close: () => closeSync(output) },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
