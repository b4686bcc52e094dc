/** Runs the built program as a user would. `npm test` has built it; on its own: `npm run build`. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

const root = dirname(dirname(import.meta.dirname));

/** The program's own file. */
export const PROGRAM: string = join(root, 'dist', 'bin', 'tcpstate.js');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a user's environment may hold must not change what is tested. */
export const ENVIRONMENT: Readonly<Record<string, string>> = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' };

export function tcpstate(words: readonly string[], { input, cwd = root, env = {} }: RunOptions = {}): Run {
  if (!existsSync(PROGRAM)) throw new Error('the program is not built: npm run build');
  const done: SpawnSyncReturns<string> = spawnSync(process.execPath, [PROGRAM, ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...ENVIRONMENT, ...env },
    maxBuffer: 1 << 28,
    ...(input !== undefined && { input }),
  });
  if (done.error) throw done.error;
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** A folder of its own with files in it, and how to take it away. */
export function folderWith(files: Readonly<Record<string, Uint8Array | string>>): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tcpstate-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return { path, remove: () => rmSync(path, { recursive: true }) };
}
