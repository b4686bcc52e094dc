/** Outside programs that some tests compare with: installed where that is possible without asking, never required. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Program -> the Debian package that holds it. */
const TOOLS = {
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  ip: 'iproute2',
  ss: 'iproute2',
  nft: 'nftables',
  tmux: 'tmux',
  python3: 'python3',
};

/** A browser for the pictures and pages that are drawn; installed apart, for not every system has it as a package. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

/** Installs the missing tools on Debian and Ubuntu, as root or by a sudo that does not ask. Says what it did; never throws. */
export function installTestTools() {
  const missing = Object.keys(TOOLS).filter((tool) => !isInstalled(tool));
  const browser = BROWSERS.some(isInstalled);
  if (missing.length === 0 && browser) return;
  const packages = [...new Set(missing.map((tool) => TOOLS[tool]))];
  const elevate = elevation();
  if (elevate === null) {
    console.log(
      `Not installed: ${[...missing, ...(browser ? [] : BROWSERS.slice(0, 1))].join(', ')}. The tests that compare with them are skipped.`,
    );
    return;
  }
  const wanted = [...packages, ...(browser ? [] : BROWSERS.slice(0, 1))];
  console.log(`Installing ${wanted.join(', ')} (apt-get) for the tests that use them …`);
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=15'];
  const aptGet = (...words) => {
    const [command, ...args] = [...elevate, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...quiet, ...words];
    return spawnSync(command, args, { stdio: 'ignore', timeout: 180_000 }).status === 0;
  };
  aptGet('update');
  const install = (...names) => names.length === 0 || aptGet('install', '-y', '--no-install-recommends', ...names);
  if (!install(...packages) || !(browser || install(BROWSERS[0]))) {
    console.log('  that did not work; the tests that use them are skipped.');
  }
}

/** Whether a program is on the path, or where administrators keep theirs. */
function isInstalled(tool) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, tool)));
}

/** The words before a command that make it run as root; null where that takes a password, or apt-get is not there. */
function elevation() {
  if (process.platform !== 'linux' || !isInstalled('apt-get')) return null;
  if (process.getuid?.() === 0) return [];
  return isInstalled('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
    ? ['sudo', '-n']
    : null;
}
