/** Runs a program once and tells what it took, from Linux's own accounts in /proc. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Clock ticks of /proc/self/stat: Linux counts them at 100 Hz for everybody, whatever the kernel's own rate. */
const TICKS_PER_SECOND = 100;
const LOOK_EVERY_MS = 3;

/**
 * @typedef {object} Cost
 * @property {number} cpu seconds, user and system, children included
 * @property {number} wall seconds
 * @property {number} rss peak of resident memory in octets, as last seen
 * @property {'done' | 'failed' | 'too slow'} outcome
 */

/**
 * @param {readonly string[]} words the command
 * @param {'null' | 'pipe'} output where its standard output goes
 * @param {number} limit seconds after which it is ended
 * @returns {Promise<Cost>}
 */
export async function measure(words, output, limit) {
  const [command, ...args] = words;
  const before = childrenCpu();
  const begun = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', output === 'pipe' ? 'pipe' : 'ignore', 'ignore'] });
  child.stdout?.resume();
  let rss = 0;
  const look = setInterval(() => {
    rss = Math.max(rss, peakRss(child.pid));
  }, LOOK_EVERY_MS);
  let late = false;
  const alarm = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, limit * 1000);
  const [status] = await once(child, 'close');
  clearInterval(look);
  clearTimeout(alarm);
  return {
    cpu: childrenCpu() - before,
    wall: (performance.now() - begun) / 1000,
    rss,
    outcome: late ? 'too slow' : status === 0 ? 'done' : 'failed',
  };
}

/** CPU seconds of all children that have ended: cutime and cstime of proc(5). */
export function childrenCpu() {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The name, which is in brackets, may hold anything; fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** The high-water mark of a process; 0 where it has gone. */
function peakRss(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The middle one, by CPU time. */
export function median(costs) {
  return costs.toSorted((a, b) => a.cpu - b.cpu)[costs.length >> 1];
}
