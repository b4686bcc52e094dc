/** Which process holds a socket: read from the descriptors of all processes, which is the only sure way. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Process, SocketProcess } from '../conntrack/findings/finding.ts';

export interface Owner extends SocketProcess {
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
  const search = searchOwners(inodes);
  while (true) {
    const { done, value } = search.next();
    if (done) return value;
    if (isLate()) return { byInode: value, complete: false };
  }
}

/** Descriptors that are looked at in a step of a search: a millisecond or so. To list them takes 20 more where a process has 10,000. */
const STEP = 200;

/** The same some descriptors at a time, with what is found so far; the processes of `first` are looked at first. */
export function* searchOwners(
  inodes: ReadonlySet<number>,
  first: ReadonlySet<number> = new Set(),
): Generator<ReadonlyMap<number, Owner>, Owners> {
  const byInode = new Map<number, Found>();
  let complete = true;
  const pids = inodes.size === 0 ? [] : readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const pid of pids.map(Number).sort((a, b) => Number(first.has(b)) - Number(first.has(a)))) {
    yield byInode;
    try {
      for (const _ of lookInto(pid, inodes, byInode)) yield byInode;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') complete = false;
    }
  }
  return { byInode, complete };
}

interface Found extends Owner {
  readonly fds: number[];
  readonly others: Process[];
}

function* lookInto(pid: number, inodes: ReadonlySet<number>, byInode: Map<number, Found>): Generator<void> {
  let name: string | null = null;
  const descriptors = readdirSync(`/proc/${pid}/fd`);
  for (const [i, fd] of descriptors.entries()) {
    if (i % STEP === STEP - 1) yield;
    const inode = socketInode(`/proc/${pid}/fd/${fd}`);
    if (inode === 0 || !inodes.has(inode)) continue;
    name ??= readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
    const found = byInode.get(inode);
    if (found === undefined) byInode.set(inode, { pid, name, fds: [Number(fd)], others: [] });
    else if (found.pid === pid) found.fds.push(Number(fd));
    else if (found.others.at(-1)?.pid !== pid) found.others.push({ pid, name });
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
