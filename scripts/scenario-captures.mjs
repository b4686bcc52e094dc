/** Writes test/fixtures/scenarios/*.pcap from the scenarios of the same names: `node scripts/scenario-captures.mjs`. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './setup.mjs';

const FOLDER = join(root, 'test', 'fixtures', 'scenarios');

/** The captures to make where there are none yet; those that are there are made anew. */
const WANTED = [
  'data-to-an-orphan',
  'fin-wait-2-timer',
  'forgotten-by-a-load-balancer',
  'half-close-with-data',
  'keepalive-in-vain',
  'lost-last-ack',
  'new-incarnation-after-2msl',
  'old-duplicate-in-the-new-window',
  'rst-after-2msl-elapsed',
  'same-pair-after-2msl',
  'same-pair-within-2msl',
  'server-closes-first',
  'sliding-window-18-segments',
  'syn-rcvd-gives-up',
  'time-wait-collision',
  'time-wait-reuse',
];

/** The modules of test/support that read scenarios, bundled, for they are written in TypeScript. */
async function support() {
  // Inside the checkout, where packages are found.
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'scenario-captures-'));
  try {
    const bundle = await rolldown({
      input: join(root, 'test', 'support', 'scenario-capture.ts'),
      platform: 'node',
      external: /^[^./]/,
    });
    await bundle.write({ dir: folder, format: 'esm' });
    return await import(pathToFileURL(join(folder, 'scenario-capture.js')).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { captureOf } = await support();
mkdirSync(FOLDER, { recursive: true });
const there = readdirSync(FOLDER).map((name) => name.replace(/\.pcap$/, ''));
for (const name of new Set([...there, ...WANTED])) {
  const text = readFileSync(join(root, 'test', 'scenarios', `${name}.txt`), 'utf8');
  writeFileSync(join(FOLDER, `${name}.pcap`), captureOf(text));
}
