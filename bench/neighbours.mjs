/** How much of the machine other programs took meanwhile: what was measured is worth less the more it is. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import process from 'node:process';
import { childrenCpu, TICKS_PER_SECOND } from './measure.mjs';

/** @returns {() => number} processors that others kept busy since the call, on average */
export function watchNeighbours() {
  const begun = { time: performance.now(), all: machineCpu(), own: ownCpu() };
  return () => {
    const seconds = (performance.now() - begun.time) / 1000;
    const others = machineCpu() - begun.all - (ownCpu() - begun.own);
    return Math.min(cpus().length, Math.max(0, others / seconds));
  };
}

/** CPU seconds of everybody since the machine started: user, nice, system, irq and softirq of proc_stat(5). */
function machineCpu() {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 8).map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

/** CPU seconds of this process and of its children that have ended. */
function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + childrenCpu();
}
