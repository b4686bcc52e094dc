/** Which process holds a socket: read from the descriptors of all processes, which is the only sure way. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Process } from '../conntrack/findings/finding.ts';

export interface Owner extends Process {
  /** The first of its descriptors for the socket. */
  readonly fd: number;
}

export interface Owners {
  readonly byInode: ReadonlyMap<number, Owner>;
  /** False where not every process could be looked at: too little time, or too few rights. */
  readonly complete: boolean;
}

/** The owners of the sockets with these inodes; `isLate` says when to stop looking. */
export function findOwners(inodes: ReadonlySet<number>, isLate: () => boolean): Owners {
  const byInode = new Map<number, Owner>();
  let complete = true;
  for (const pid of readdirSync('/proc')) {
    if (byInode.size === inodes.size) break;
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

function lookInto(pid: string, inodes: ReadonlySet<number>, byInode: Map<number, Owner>): void {
  let name: string | null = null;
  const folder = `/proc/${pid}/fd`;
  for (const fd of readdirSync(folder)) {
    const inode = socketInode(`${folder}/${fd}`);
    if (inode === 0 || !inodes.has(inode) || byInode.has(inode)) continue;
    name ??= readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
    byInode.set(inode, { pid: Number(pid), name, fd: Number(fd) });
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
