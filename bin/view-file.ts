/** Writes what the screen shows to a new file in the working directory, and says where, or why not. */
import { writeFileSync } from 'node:fs';

/** Files that are tried before giving up: one of the same second may be there. */
const TRIES = 100;

/** @param time seconds since the Unix epoch, for the name; returns a sentence */
export function writeView(lines: readonly string[], time: number): string {
  const stem = `tcpstate-${stamp(time)}`;
  for (let i = 0; i < TRIES; i++) {
    const name = `${stem}${i === 0 ? '' : `-${i}`}.txt`;
    try {
      // `wx`: never what is there already, nor through a link that somebody has put there.
      writeFileSync(name, `${lines.join('\n')}\n`, { flag: 'wx' });
      return `written to ${name}`;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') return `cannot write ${name}: ${code === 'EACCES' ? 'permission denied' : message}`;
    }
  }
  return `cannot write ${stem}.txt: there are too many of that name`;
}

/** `20260131-130509` in UTC. */
function stamp(time: number): string {
  const date = new Date(time * 1e3);
  return Number.isNaN(date.getTime())
    ? 'view'
    : date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
