/**
 * `npm test`: sets up what is missing, then runs every check and every test, and ends with `N passed, N failed`.
 * A check counts as one test. All of them run, even where one failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { build, installPackages, requireNode, root, run } from './setup.mjs';
import { installTestTools } from './test-tools.mjs';

/** Where the packages' own programs are. */
const bin = (name) => join('node_modules', '.bin', name);

/** [what it makes sure of, how]. */
const CHECKS = [
  ['build', build],
  [
    'style, imports between folders, import cycles (biome)',
    () => run(bin('biome'), ['check', '--error-on-warnings', '.']),
  ],
  ['types, tests included (tsc)', () => run(bin('tsc'), ['-p', 'tsconfig.json'])],
  ['no unused code, files or packages (knip)', () => run(bin('knip'), ['--no-progress'])],
  ['what would be published (publint)', () => run(bin('publint'), ['--strict', '--pack=npm'])],
  [
    'types as others import them (attw)',
    () => run(bin('attw'), ['--pack', '.', '--profile', 'esm-only', '--no-definitely-typed', '--no-emoji']),
  ],
];

/** Runs one check and says how it went. */
function check([what, how]) {
  const begun = performance.now();
  const { ok, output } = how();
  console.log(`${ok ? '✓' : '✗'} ${what}  ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  if (!ok) console.log(`${output.trim()}\n`);
  return ok;
}

/** Runs all of vitest and counts; a file that could not be loaded counts as one failed test. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'tcpstate-test-'));
  const report = join(folder, 'report.json');
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  try {
    return count(JSON.parse(readFileSync(report, 'utf8')), status === 0);
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a report of vitest comes to. An error outside every test (a rejection nobody awaited) fails the run, too. */
function count({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }, ok) {
  const failedTests = ({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed');
  const unloaded = testResults.filter((file) => file.status === 'failed' && failedTests(file).length === 0);
  const failed = numFailedTests + unloaded.length;
  const skipped = testResults.flatMap((file) => file.assertionResults).filter(({ status }) => status === 'skipped');
  for (const suite of new Set(skipped.map(({ ancestorTitles, title }) => ancestorTitles[0] ?? title))) {
    console.log(`- not run: ${suite}`);
  }
  return { passed: numPassedTests, failed: ok ? failed : Math.max(1, failed), skipped: numPendingTests + numTodoTests };
}

requireNode();
installPackages();
installTestTools();
const checks = CHECKS.map(check);
const tests = runTests();
const passed = checks.filter(Boolean).length + tests.passed;
const failed = checks.length - checks.filter(Boolean).length + tests.failed;
process.exitCode = failed > 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
