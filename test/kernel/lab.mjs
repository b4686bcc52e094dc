/**
 * Plays scenarios with real sockets, all at the same time, and writes what was captured and what the kernels did as a data
 * set: a folder for each scenario, in the form that accuracy/dataset.mjs reads.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { groupBy } from '../../accuracy/group-by.mjs';
import { openStage } from './stage.mjs';
import { startTrace } from './trace.mjs';
import { write } from './written.mjs';

/** Milliseconds within which the actors get ready. */
const PREPARATION = 2000;
/** Milliseconds from the last client's exit to the end: for repeated FINs, and servers that take their time. */
const AFTERWARDS = 3000;

/**
 * @param {string} folder where the data set goes
 * @param {readonly import('./scenarios.mjs').Scenario[]} scenarios
 * @param {{ conntrack?: boolean }} [options] whether to ask nf_conntrack, too
 * @returns {Promise<string[]>} sockets of which `ss` said something else at the end than the trace: the truth is in doubt
 */
export async function play(folder, scenarios, { conntrack = false } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'tcpstate-kernel-'));
  const forget = () => rmSync(scratch, { recursive: true, force: true });
  const interrupted = (signal) => {
    forget();
    process.kill(process.pid, signal);
  };
  process.once('exit', forget).once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const trace = await startTrace(`tcpstate-${process.pid}`);
  const stages = [];
  try {
    for (const [kind, some] of groupBy(scenarios, ({ site = 'plain' }) => site)) {
      const number = (process.pid * 2 + stages.length) & 0xffff;
      mkdirSync(join(scratch, kind));
      stages.push(await openStage(kind, number, some, join(scratch, kind), { conntrack }));
    }
    const begin = (Date.now() + PREPARATION) / 1000;
    await Promise.all(stages.map((stage) => stage.perform(begin)));
    await wait(AFTERWARDS);
    const recordings = [];
    for (const stage of stages) recordings.push(await stage.stop());
    const events = await trace.end();
    const inDoubt = [];
    for (const recording of recordings) inDoubt.push(...(await write(folder, recording, begin, events)));
    return inDoubt;
  } finally {
    trace.close();
    for (const stage of stages) stage.close();
    process.off('exit', forget).off('SIGINT', interrupted).off('SIGTERM', interrupted);
    forget();
  }
}
