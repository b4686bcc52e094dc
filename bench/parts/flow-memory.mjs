/** Octets that a tracked flow takes: by what the process grows, and by the sizes of the records. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { FACTS } from '../../dist/src/conntrack/facts.js';
import { FLOW_WORDS } from '../../dist/src/conntrack/flow-record.js';
import { count, memory, table } from '../markdown.mjs';
import { median } from '../rounds.mjs';

const WORD = Int32Array.BYTES_PER_ELEMENT;
const ROUNDS = 3;
const holder = join(import.meta.dirname, '..', 'hold.mjs');

/** @param {import('./list.mjs').Bench} bench @returns {Promise<import('./list.mjs').Finding>} */
export async function flowMemory({ captures }) {
  const files = { all: captures.file('open'), few: captures.file('bulk') };
  const rows = [];
  const figures = new Map();
  for (const journal of [false, true]) {
    const { flows, ...peak } = hold(files, journal);
    const grown = (peak.all - peak.few) / flows;
    const name = journal ? 'flow with journal' : 'flow';
    figures.set(name, grown);
    const cells = [memory(peak.few), memory(peak.all), grown.toFixed(0), recordSizes(flows, journal).toFixed(0)];
    rows.push([journal ? 'with the journal' : 'without the journal', ...cells]);
  }
  return {
    title: 'Memory of a flow',
    text: `Peak memory of a process that tracks (the library, no output) bulk, with hardly any flow, and open, with
${count(captures.count('open'))} at once; the difference by flow; and what the sizes of the records say: \`FLOW_WORDS\` × ${WORD}, the slots
of the hash table (a power of two, at least twice the flows, × ${WORD}), with the journal 2 × \`FACTS\` × ${WORD}.

${table(['', 'bulk', 'open', 'octets a flow', 'by the records'], rows)}`,
    figures,
  };
}

function hold({ all, few }, journal) {
  const runs = Array.from({ length: ROUNDS }, () => ({ all: track(all, journal), few: track(few, journal) }));
  const peak = (which) => median(runs.map((run) => run[which].rss));
  return { all: peak('all'), few: peak('few'), flows: runs[0].all.flows - runs[0].few.flows };
}

function track(file, journal) {
  const words = [holder, file, ...(journal ? ['journal'] : [])];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`failed: ${words.join(' ')}\n${stderr}`);
  return JSON.parse(stdout);
}

function recordSizes(flows, journal) {
  const slots = 2 ** Math.ceil(Math.log2(2 * flows));
  return FLOW_WORDS * WORD + (slots * WORD) / flows + (journal ? 2 * FACTS * WORD : 0);
}
