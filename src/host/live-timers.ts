/** What this host has set the timers of idle connections to. */
import { readFileSync } from 'node:fs';
import type { IdleTimer } from '../conntrack/idle-timers.ts';

/** The value of this host in seconds; null where it has none, or cannot tell. */
export function valueHere({ file }: IdleTimer): number | null {
  if (file === null) return null;
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch {
    return null;
  }
}

/** Whether this host keeps its timers where they are looked for. */
export function tellsTimers(): boolean {
  return process.platform === 'linux';
}
