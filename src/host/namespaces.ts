/** The network namespaces of this host that this process may enter. */
import { readdirSync, readlinkSync, statSync } from 'node:fs';

export interface Namespace {
  /** Inode, which names it. */
  readonly id: number;
  /** A file that stands for it. */
  readonly path: string;
}

const OWN = '/proc/self/ns/net';
const NAMED = '/run/netns';

/** That of this process. */
export function ownNamespace(): Namespace {
  return { id: inodeOf(OWN), path: OWN };
}

/** This process's own first. Others take root. */
export function namespaces(): Namespace[] {
  const { id, path } = ownNamespace();
  const found = new Map<number, string>([[id, path]]);
  for (const path of candidates()) {
    try {
      const id = inodeOf(path);
      if (!found.has(id)) found.set(id, path);
    } catch {
      // It has ended, or is not ours.
    }
  }
  return [...found].map(([id, path]) => ({ id, path }));
}

function candidates(): string[] {
  const processes = list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `/proc/${pid}/ns/net`);
  return [...processes, ...list(NAMED).map((name) => `${NAMED}/${name}`)];
}

function inodeOf(path: string): number {
  if (path.startsWith(NAMED)) return statSync(path).ino;
  return Number(/\d+/.exec(readlinkSync(path))?.[0]);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
