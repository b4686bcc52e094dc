/**
 * `npm run bench`: measures tcpstate and its peers on the same captures in the same run and writes bench/README.md.
 * `npm run bench -- --quick` does a fiftieth of the work and only prints.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { captureFile, generate } from './generate.mjs';
import { measure, median } from './measure.mjs';
import { page, table } from './report.mjs';

const program = join(import.meta.dirname, '..', 'dist', 'bin', 'tcpstate.js');
const tcpstate = (...words) => [process.execPath, program, ...words];

/** [name, its command for a file, where its output goes]. The others are compared with the first, which looks into no packet. */
const CONTENDERS = [
  ['capinfos -c', (file) => ['capinfos', '-c', file], 'null'],
  ['tcpstate analyze', (file) => tcpstate('analyze', file), 'null'],
  ['tcpstate analyze, into a pipe', (file) => tcpstate('analyze', file), 'pipe'],
  ['tcpstate analyze --json', (file) => tcpstate('analyze', file, '--json'), 'null'],
  ['tcpstate analyze --limit 20', (file) => tcpstate('analyze', file, '--limit', '20'), 'null'],
  ['tcpdump -r -w /dev/null', (file) => ['tcpdump', '-nr', file, '-w', '/dev/null'], 'null'],
  ['argus', (file) => ['argus', '-F', '/dev/null', '-r', file, '-w', '/dev/null'], 'null'],
  ['tcptrace', (file) => ['tcptrace', '-n', file], 'null'],
  ['tshark -z conv,tcp', (file) => ['tshark', '-n', '-r', file, '-q', '-z', 'conv,tcp'], 'null'],
];

/** Measured even where time runs out. */
const ESSENTIAL = new Set(CONTENDERS.slice(0, 5).map(([name]) => name));

const CAPTURES = ['busy', 'open', 'bulk'];
const ROUNDS = 3;
/** Seconds: a run of more is not repeated, and one of more than the limit is ended. */
const LONG = 15;
const LIMIT = 75;
/** Seconds for everything: peers that would not fit any more are left out. */
const BUDGET = 13 * 60;

const size = process.argv.includes('--quick') ? 'quick' : 'full';
const began = performance.now();
const spent = () => (performance.now() - began) / 1000;

if (process.platform !== 'linux') throw new Error('the benchmark reads /proc: it runs on Linux only');
if (!existsSync(program)) throw new Error('there is no build: npm run build');
generate(size);

const installed = CONTENDERS.filter(
  ([, command]) => !spawnSync(command('')[0], ['--version'], { stdio: 'ignore' }).error,
);
const results = [];
for (const name of CAPTURES) results.push({ name, costs: await compare(captureFile(name, size)) });
const startUp = {
  tcpstate: await startCost(tcpstate('analyze', captureFile('tiny', size))),
  node: await startCost([process.execPath, '-e', '0']),
};

console.log(results.map((result) => table(result, size)).join('\n'));
if (size === 'full') {
  const file = join(import.meta.dirname, 'README.md');
  writeFileSync(file, page(results, startUp, size));
  console.log(`Written to ${file}.`);
} else {
  console.log(
    `Start: ${(startUp.tcpstate * 1000).toFixed(0)} ms CPU, Node alone ${(startUp.node * 1000).toFixed(0)} ms.`,
  );
}

/** Runs all contenders in turn, several rounds, so that a slow minute of the machine hits them alike. */
async function compare(file) {
  const runs = new Map(installed.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, command, output] of installed) {
      const before = runs.get(name);
      const known = before.at(-1);
      if (known && (known.outcome !== 'done' || known.wall > LONG)) continue;
      if (spent() > BUDGET && !ESSENTIAL.has(name)) continue;
      before.push(await measure(command(file), output, LIMIT));
    }
  }
  return new Map([...runs].filter(([, costs]) => costs.length > 0).map(([name, costs]) => [name, median(costs)]));
}

/** CPU seconds of a start, the mean of many because the clock is coarse. */
async function startCost(words) {
  let cpu = 0;
  for (let run = 0; run < 20; run++) cpu += (await measure(words, 'null', LIMIT)).cpu;
  return cpu / 20;
}
