/** What a process costs: CPU time, elapsed time and peak memory, by what Linux counts in /proc. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { openPipe } from './pipe.mjs';

/** Clock ticks of /proc/self/stat: Linux counts them at 100 Hz for everybody, whatever the kernel's own rate. */
export const TICKS_PER_SECOND = 100;
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
 * @param {object} how
 * @param {number} how.limit seconds after which it is ended
 * @param {readonly string[]} [how.feeder] a command whose output it reads, and which writes its own CPU seconds to
 *   standard error: they are not part of the cost
 * @returns {Promise<Cost>}
 */
export async function measure(words, { limit, feeder }) {
  const [command, ...args] = words;
  const before = childrenCpu();
  const fed = feeder && startFeeder(feeder);
  const begun = performance.now();
  const child = spawn(command, args, { stdio: [fed?.output ?? 'ignore', 'ignore', 'ignore'] });
  fed?.handOver();
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
  const wall = (performance.now() - begun) / 1000;
  const feeding = (await fed?.end) ?? { cpu: 0, status: 0 };
  return {
    cpu: childrenCpu() - before - feeding.cpu,
    wall,
    rss,
    outcome: late ? 'too slow' : status === 0 && feeding.status === 0 ? 'done' : 'failed',
  };
}

/**
 * The mean of as many runs as fit into some seconds, at least one: the clock is too coarse for one short run.
 * @param {number} seconds
 */
export async function measureFor(seconds, words, how) {
  const costs = [];
  for (let spent = 0; spent === 0 || spent < seconds; spent += costs.at(-1).wall) {
    costs.push(await measure(words, how));
    if (costs.at(-1).outcome !== 'done') return costs.at(-1);
  }
  const mean = (what) => costs.reduce((sum, cost) => sum + cost[what], 0) / costs.length;
  return { cpu: mean('cpu'), wall: mean('wall'), rss: Math.max(...costs.map(({ rss }) => rss)), outcome: 'done' };
}

function startFeeder([command, ...args]) {
  const { input, output } = openPipe();
  const child = spawn(command, args, { stdio: ['ignore', input.fd, 'pipe'] });
  const end = Promise.all([text(child.stderr), once(child, 'close')]).then(([told, [status]]) => {
    if (status !== 0) console.error(told);
    return { cpu: Number(told) || 0, status };
  });
  const handOver = () => {
    input.close();
    output.close();
  };
  return { output: output.fd, end, handOver };
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
