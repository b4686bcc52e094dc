/** What `npm start` and `npm test` share: make sure that Node, the packages and the build are there, and say so when they were not. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The top of the checkout, with no separator at its end. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The built program. */
export const program = join(root, 'dist', 'bin', 'tcpstate.js');

const OLDEST_NODE = 20;

/** When the build was last done, and of which files. */
const buildStamp = join(root, 'node_modules', '.cache', 'tcpstate', 'built');

/** Ends the process with a sentence where this Node is too old. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST_NODE) return;
  console.error(`tcpstate needs Node ${OLDEST_NODE} or newer, and this is Node ${process.versions.node}.`);
  console.error('  hint: install a current one from https://nodejs.org, or: nvm install --lts');
  process.exit(1);
}

/**
 * Runs a command in the top folder with its output kept quiet.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env] added to our own
 * @returns {{ ok: boolean, output: string }}
 */
export function run(command, args, env = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 << 20,
    // npm is a script with another name on Windows; nothing here passes text that a shell could misread.
    shell: process.platform === 'win32',
  });
  return { ok: done.status === 0, output: `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}` };
}

/** Installs the packages of package-lock.json where they are missing or others. Ends the process where that fails. */
export function installPackages() {
  if (packagesAreThere()) return;
  console.log('Installing packages (npm ci) …');
  // Native packages are optional: npm goes on without them where there is no compiler.
  const done = run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (done.ok) return;
  console.error(done.output.trim());
  console.error('npm ci failed. Is the network there? The packages come from the npm registry.');
  process.exit(1);
}

/** Whether what npm noted as installed is what package-lock.json asks for; optional packages may be absent. */
function packagesAreThere() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    return installed[path] ? installed[path].version === version : Boolean(optional || devOptional);
  });
}

/**
 * Compiles the sources into dist where dist is older or missing.
 * @returns {{ ok: boolean, output: string }} not ok: the compiler's complaints
 */
export function build() {
  const inputs = buildInputs();
  if (buildIsCurrent(inputs)) return { ok: true, output: '' };
  console.log('Building (tsc, rolldown) …');
  const begun = new Date();
  const done = run('npm', ['run', '--silent', 'build']);
  if (done.ok) {
    mkdirSync(dirname(buildStamp), { recursive: true });
    writeFileSync(buildStamp, JSON.stringify({ begun, inputs }));
  }
  return done;
}

/** Every file that goes into the build. */
function buildInputs() {
  const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'rolldown.config.mjs'];
  return [...settings.map((name) => join(root, name)), ...filesBelow('src'), ...filesBelow('bin')];
}

/** Whether the last build was made of these files as they are. */
function buildIsCurrent(inputs) {
  if (!existsSync(buildStamp) || !existsSync(program)) return false;
  try {
    const built = JSON.parse(readFileSync(buildStamp, 'utf8'));
    if (built.inputs.join() !== inputs.join()) return false;
    return inputs.every((path) => statSync(path).mtimeMs < Date.parse(built.begun));
  } catch {
    return false; // a stamp of another version
  }
}

/**
 * Every file below a folder of the checkout, as full paths; none where there is no such folder.
 * @param {string} folder relative to the top
 * @returns {string[]}
 */
export function filesBelow(folder) {
  const top = join(root, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
