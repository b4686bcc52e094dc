/**
 * `npm run accuracy [-- DATASET …]`: plays the lab, scores it and the data sets given, and writes docs/accuracy.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { root } from '../scripts/setup.mjs';
import { play } from '../test/kernel/lab.mjs';
import { hasConntrack, obstacle } from '../test/kernel/obstacle.mjs';
import { ALL } from '../test/kernel/scenarios.mjs';
import { readDataset } from './dataset.mjs';
import { judge } from './judge.mjs';
import { percent, table } from './markdown.mjs';
import { page } from './report.mjs';
import { certaintiesOf, grouped, scoreOf } from './summary.mjs';

const PAGE = join('docs', 'accuracy.md');

const judgements = [];
const reason = await obstacle();
if (reason === null) judgements.push(await playAndJudge());
else console.log(`The lab is not played: ${reason}.`);
for (const path of process.argv.slice(2)) {
  const name = basename(resolve(path));
  console.log(`Scoring ${name} …`);
  judgements.push(await judge(name, readDataset(path)));
}
for (const judgement of judgements) print(judgement);
if (reason === null) {
  writeFileSync(join(root, PAGE), await page(judgements));
  console.log(`Written to ${PAGE}.`);
}

async function playAndJudge() {
  const folder = mkdtempSync(join(tmpdir(), 'tcpstate-accuracy-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  console.log(`Playing ${ALL.length} scenarios …`);
  const inDoubt = await play(folder, ALL, { conntrack: hasConntrack() });
  for (const line of inDoubt) console.log(`The trace and ss differ: ${line}`);
  console.log('Scoring …');
  return judge('The lab', readDataset(folder));
}

function print({ name, tcpstate, stream }) {
  const told = new Map(grouped(stream));
  const rows = grouped(tcpstate).map(([group, some]) => {
    const { endpoints, final, way, time } = scoreOf(some);
    const { contradicted, presumed, presumedTakenBack } = certaintiesOf(told.get(group));
    return [
      group,
      endpoints,
      percent(final),
      percent(way),
      percent(time),
      contradicted,
      percent(presumedTakenBack / presumed),
    ];
  });
  console.log(
    `\n${name}\n${table(['', 'endpoints', 'final', 'visited', 'time', 'seen wrong', 'presumed revised'], rows)}\n`,
  );
}
