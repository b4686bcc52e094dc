/** Why the lab cannot be played here. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { Namespace } from '../../scripts/lab/namespace.mjs';
import { startTrace } from './trace.mjs';

const PROGRAMS = ['ip', 'nft', 'ss', 'tcpdump', 'python3', 'nsenter', 'unshare', 'sysctl'];

/** @returns {Promise<string | null>} null: it can */
export async function obstacle() {
  if (process.platform !== 'linux') return 'network namespaces are Linux only';
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const missing = PROGRAMS.find((name) => spawnSync(name, ['--version'], { env }).error);
  if (missing) return `${missing} is not installed`;
  try {
    (await Namespace.open()).close();
  } catch {
    return 'it takes root to make network namespaces';
  }
  try {
    (await startTrace(`tcpstate-obstacle-${process.pid}`)).close();
    return null;
  } catch {
    return 'it takes root and tracefs to trace the kernel';
  }
}

/** Whether nf_conntrack can be asked. */
export const hasConntrack = () => !spawnSync('conntrack', ['--version']).error;
