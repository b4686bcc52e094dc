/**
 * The rights to capture: put down while packets are read, taken up for a moment where a recorder is started or signalled.
 *
 * Only the effective ids change, and with them what files may be opened and written; the real ones stay, or an interface
 * that went down could not be watched again, nor a recorder be stopped.
 */

import { TcpstateError } from '../errors.ts';

/** A user as the system knows one, by numbers. */
export interface User {
  readonly uid: number;
  readonly gid: number;
  /** Further groups. */
  readonly groups: readonly number[];
}

const ROOT = 0;
let user: User | null = null;

/**
 * Makes this process act as the user from now on. It must have been started as root.
 *
 * @throws TcpstateError where this root may not, as in containers that are given few capabilities
 */
export function putDownRights(as: User): void {
  try {
    process.setgroups!([...as.groups]);
    process.setegid!(as.gid);
    process.seteuid!(as.uid);
  } catch (error) {
    throw new TcpstateError(
      'no-permission',
      `cannot act as the user ${as.uid}: ${(error as NodeJS.ErrnoException).code}`,
      'it takes CAP_SETUID and CAP_SETGID; or act as root: --user root',
    );
  }
  user = as;
}

/** Does the work, which waits for nothing, with the rights that the process was started with. */
export function withRights<T>(work: () => T): T {
  if (user === null) return work();
  process.seteuid!(ROOT);
  try {
    return work();
  } finally {
    process.seteuid!(user.uid);
  }
}
