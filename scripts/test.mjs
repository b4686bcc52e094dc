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
  const args = [
    vitest,
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const unloaded = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
    );
    const failed = numFailedTests + unloaded.length;
    // An error outside every test (a rejection nobody awaited) fails the run, too.
    return {
      passed: numPassedTests,
      failed: status === 0 ? failed : Math.max(1, failed),
      skipped: numPendingTests + numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
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
