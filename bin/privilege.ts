/** Who the program acts as once it captures: the user who called sudo, or the one of `--user`. */
import { readFileSync } from 'node:fs';
import type { User } from '../src/capture/rights.ts';
import { TcpstateError } from '../src/errors.ts';

/** Said where it goes on as root, so that nobody takes it for less. */
export const REMAINS_ROOT = 'acting as root (--user names another)';

/**
 * The user to act as; null where the program is to stay what it was started as.
 *
 * @throws TcpstateError where there is no user of that name, or only root could become it
 */
export function userToBecome(name: string | undefined, environment: NodeJS.ProcessEnv): User | null {
  const isRoot = process.getuid?.() === 0;
  if (name !== undefined) {
    if (isRoot) return named(name);
    throw new TcpstateError('bad-option', '--user takes rights away from root, and this is not root', 'leave it out');
  }
  const [uid, gid] = [environment['SUDO_UID'], environment['SUDO_GID']].map(Number);
  if (!isRoot || !uid || !Number.isInteger(uid) || gid === undefined || !Number.isInteger(gid)) return null;
  return { uid, gid, groups: groupsOf(environment['SUDO_USER'] ?? '') };
}

function named(name: string): User {
  const [, , uid, gid] = entries('/etc/passwd').find(([each]) => each === name) ?? [];
  if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid), groups: groupsOf(name) };
  throw new TcpstateError(
    'bad-option',
    `there is no user ${name} on this machine`,
    '--user takes a name of /etc/passwd',
  );
}

function groupsOf(name: string): number[] {
  return entries('/etc/group')
    .filter(([, , , members = '']) => name !== '' && members.split(',').includes(name))
    .map(([, , gid]) => Number(gid));
}

function entries(file: string): string[][] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}
