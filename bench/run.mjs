/**
 * `npm run bench`: measures tcpstate and its peers on the same captures in the same run and writes bench/README.md.
 *
 * `npm run bench -- --quick` does a fiftieth of the work, without peers; `npm run bench -- speed start` does some parts. Both only print.
 * `--keep` keeps the largest capture.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Captures } from './captures/list.mjs';
import { floor as findFloor } from './floor.mjs';
import { watchNeighbours } from './neighbours.mjs';
import { goals, page, parts } from './page.mjs';
import { PARTS } from './parts/list.mjs';
import { inRounds } from './rounds.mjs';

/** Rounds at most, seconds worth of runs that are short, and whether peers run too. */
const PACES = {
  full: { rounds: 5, enough: 1, peers: true },
  quick: { rounds: 1, enough: 0.1, peers: false },
};

const { options, names } = asked();
if (process.platform !== 'linux') refuse('the benchmark reads /proc: it runs on Linux only');

const size = options.quick ? 'quick' : 'full';
const began = performance.now();
const spent = () => (performance.now() - began) / 1000;
const neighbours = watchNeighbours();
const floor = findFloor();
const bench = {
  captures: new Captures(size),
  floor,
  keep: options.keep,
  inRounds: (runs) => inRounds(runs, PACES[size]),
};

const findings = [];
for (const name of names.length > 0 ? names : Object.keys(PARTS)) {
  const from = spent();
  const finding = await PARTS[name](bench);
  findings.push(finding);
  console.log(`${parts([finding])}\n`);
  console.error(`${name} took ${(spent() - from).toFixed(0)} s`);
}
if (size === 'quick') console.log('The goals are for full sizes; in these the start of the program weighs most.');
else console.log(`## Goals\n\nThe floor is ${floor.about}.\n\n${goals(findings)}`);
if (size === 'full' && names.length === 0) {
  const file = join(import.meta.dirname, 'README.md');
  writeFileSync(file, page(findings, { floor, minutes: spent() / 60, others: neighbours() }));
  console.log(`Written to ${file}.`);
}

/** The options and the parts that the command line asks for. */
function asked() {
  const known = { quick: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } };
  try {
    const { values, positionals } = parseArgs({ options: known, allowPositionals: true });
    const unknown = positionals.find((name) => !Object.hasOwn(PARTS, name));
    if (unknown) refuse(`the benchmark has no part ${unknown}`);
    return { options: values, names: positionals };
  } catch (error) {
    return refuse(error.message);
  }
}

/** Ends the process with a sentence and a hint. */
function refuse(sentence) {
  console.error(`${sentence}\n  hint: npm run bench -- [--quick] [--keep] [${Object.keys(PARTS).join('|')}]…`);
  process.exit(2);
}
