/** Names of control groups (version 2) by their numbers: the kernel tells of every socket, accepted or not, in which it was made. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Groups that are looked at, at most. */
const MOST = 20_000;

export class Cgroups {
  /** By number, which is the inode of its directory; null where it has not been looked for yet. */
  #names: ReadonlyMap<number, string> | null = null;

  /** As it is called below the root, `/system.slice/nginx.service`; null where there is none of that number. */
  nameOf(id: number): string | null {
    this.#names ??= named();
    return this.#names.get(id) ?? null;
  }
}

function named(): Map<number, string> {
  const names = new Map<number, string>();
  const root = mountPoint();
  if (root === null) return names;
  const waiting = ['/'];
  for (let name = waiting.pop(); name !== undefined && names.size < MOST; name = waiting.pop()) {
    const path = join(root, name);
    try {
      names.set(statSync(path).ino, name);
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        if (entry.isDirectory()) waiting.push(join(name, entry.name));
      }
    } catch {
      // It has ended.
    }
  }
  return names;
}

/** Where they are to be seen; null where this host has none, or hides them. See proc_pid_mountinfo(5). */
function mountPoint(): string | null {
  try {
    return /^\S+ \S+ \S+ \S+ (\S+) .* - cgroup2 /m.exec(readFileSync('/proc/self/mountinfo', 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}
