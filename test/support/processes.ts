/** Processes that a test has started, as Linux lists them. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** The processes that `pid` has started, and those that they have. */
export function descendants(pid: number | 'self'): number[] {
  const children = read(() => readdirSync(`/proc/${pid}/task`))?.flatMap((task) =>
    (read(() => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')) ?? '')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
  return (children ?? []).flatMap((child) => [child, ...descendants(child)]);
}

/** The command of a process; empty where it has gone. */
export function commandOf(pid: number): string {
  return (read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').replaceAll('\0', ' ');
}

/** Waits until it is so; the test's own limit ends the waiting. */
export async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await wait(20);
}

/** Null where the process has gone meanwhile. */
function read<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
