/** Whose this host's sockets are, found out within the time that a user waits for it. */
import { findOwners, type Owners } from '../src/host/owners.ts';
import type { HostSocket } from '../src/host/socket.ts';
import { complain } from './standard-output.ts';

/** Milliseconds that may be spent on it. */
const WITHIN = 5_000;

/** Said where the owners are not complete. */
export const NOT_ALL_PROCESSES = 'not every process could be looked at: as root, all are named';

/** Says it on standard error, where the result is for programs. */
export function warnOfProcesses(complete: boolean): void {
  if (!complete) complain(`tcpstate: warning: ${NOT_ALL_PROCESSES}\n`);
}

/** The owners of those that a process holds. */
export function ownersOf(sockets: readonly HostSocket[]): Owners {
  const deadline = Date.now() + WITHIN;
  const inodes = new Set(sockets.map(({ inode }) => inode).filter((inode) => inode !== 0));
  return findOwners(inodes, () => Date.now() > deadline);
}
