/** Which process holds a socket: read from the descriptors of all processes, which is the only sure way. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Process } from '../conntrack/findings/finding.ts';

export interface Owner extends Process {
  /** The first of its descriptors for the socket. */
  readonly fd: number;
  /** Other processes that hold the socket: it is closed when the last of all has closed it. */
  readonly others: readonly Process[];
}

export interface Owners {
  readonly byInode: ReadonlyMap<number, Owner>;
  /** False where not every process could be looked at: too little time, or too few rights. */
  readonly complete: boolean;
}

/** The owners of the sockets with these inodes; `isLate` says when to stop looking. */
export function findOwners(inodes: ReadonlySet<number>, isLate: () => boolean): Owners {
  const byInode = new Map<number, Found>();
  let complete = true;
  for (const pid of inodes.size === 0 ? [] : readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    if (isLate()) return { byInode, complete: false };
    try {
      lookInto(pid, inodes, byInode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') complete = false;
    }
  }
  return { byInode, complete };
}

interface Found extends Owner {
  readonly others: Process[];
}

function lookInto(directory: string, inodes: ReadonlySet<number>, byInode: Map<number, Found>): void {
  const pid = Number(directory);
  let name: string | null = null;
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    const inode = socketInode(`/proc/${pid}/fd/${fd}`);
    if (inode === 0 || !inodes.has(inode)) continue;
    name ??= readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
    const found = byInode.get(inode);
    if (found === undefined) byInode.set(inode, { pid, name, fd: Number(fd), others: [] });
    else if (found.pid !== pid && found.others.at(-1)?.pid !== pid) found.others.push({ pid, name });
  }
}

const SOCKET = 'socket:[';

/** 0 for what is no socket, or is there no more. */
function socketInode(path: string): number {
  try {
    const target = readlinkSync(path);
    return target.startsWith(SOCKET) ? Number(target.slice(SOCKET.length, -1)) : 0;
  } catch {
    return 0;
  }
}

export interface Descriptors {
  readonly open: number;
  readonly limit: number;
}

/** How many descriptors a process has open, and how many it may have; null where that cannot be read. */
export function descriptorsOf(pid: number): Descriptors | null {
  try {
    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
    const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
    return Number.isNaN(limit) ? null : { open: readdirSync(`/proc/${pid}/fd`).length, limit };
  } catch {
    return null;
  }
}
