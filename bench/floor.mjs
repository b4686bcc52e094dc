/** The yardstick of the benchmark: a loop over libpcap, or what stands for it where it cannot be built. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { dataFolder } from './captures/list.mjs';

/** What the loop over libpcap took of the CPU time of `capinfos -c` on the same file. */
const SHARE_OF_CAPINFOS = 0.45;

/**
 * @typedef {object} Floor
 * @property {string} about what it is
 * @property {(file: string) => string[]} command
 * @property {number} share of that command's CPU time
 */

/** @returns {Floor} */
export function floor() {
  const program = join(dataFolder, 'floor');
  const built = spawnSync('cc', ['-O2', '-o', program, join(import.meta.dirname, 'floor.c'), '-lpcap']);
  if (built.status === 0) {
    return { about: '`floor.c`, a loop over libpcap that counts SYNs', command: (file) => [program, file], share: 1 };
  }
  if (!spawnSync('capinfos', ['--version']).error) {
    const about = `\`capinfos -c\` × ${SHARE_OF_CAPINFOS}, because \`floor.c\` could not be built here`;
    return { about, command: (file) => ['capinfos', '-c', file], share: SHARE_OF_CAPINFOS };
  }
  throw new Error('the benchmark needs a C compiler and the headers of libpcap, or else capinfos, to compare with');
}
