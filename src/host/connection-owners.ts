/**
 * Which process holds an end of a connection: looked up now and then while the sockets are there, and remembered until the
 * connections are told, which is later.
 */
import type { SocketProcess } from '../conntrack/findings/finding.ts';
import { searchOwners } from './owners.ts';
import { type HostSocket, pairOf } from './socket.ts';

/** Milliseconds for which the owner of a socket that has gone is remembered, and how many are at most. */
const MEMORY = 5 * 60_000;
const MOST = 100_000;

/** A socket of a connection, as it was found last. */
interface Held {
  readonly process: SocketProcess;
  /** Milliseconds since the Unix epoch. */
  readonly seen: number;
}

interface Search {
  readonly sockets: readonly HostSocket[];
  readonly now: number;
  /** How many sockets are looked for. */
  readonly missing: number;
  readonly steps: ReturnType<typeof searchOwners>;
}

export class ConnectionOwners {
  /** False where processes were met that this one may not look at. */
  mayAll = true;
  /** By socket of this end and of the other; those seen last stand last. */
  readonly #held = new Map<string, Held>();
  /** Of the sockets that there were at the latest look, by inode: null where no process was found. */
  #byInode: ReadonlyMap<number, SocketProcess | null> = new Map();
  #search: Search | null = null;

  /**
   * Begins a search for those who hold the sockets that there are at `now`, in milliseconds since the Unix epoch. Processes are gone through
   * only where there are new sockets, first those that hold some already.
   */
  begin(sockets: readonly HostSocket[], now: number): void {
    const connected = sockets.filter(({ state, inode }) => state !== 'LISTEN' && inode !== 0);
    const fresh = new Set(connected.map(({ inode }) => inode).filter((inode) => !this.#byInode.has(inode)));
    const pids = new Set([...this.#byInode.values()].map((process) => process?.pid ?? 0));
    this.#search = { sockets: connected, now, missing: fresh.size, steps: searchOwners(fresh, pids) };
  }

  /** Whether a search goes on. */
  get isSearching(): boolean {
    return this.#search !== null;
  }

  /** A step of it: some descriptors of a process. */
  step(): void {
    if (this.#search === null) return;
    const { steps, missing } = this.#search;
    const { done, value } = steps.next();
    if (done) {
      this.mayAll &&= value.complete;
      this.#end(this.#search, value.byInode);
    } else if (value.size === missing) this.#end(this.#search, value);
  }

  /** The process that held the end `address` of a connection that began at `since`, when there was a look; null for none that is known. */
  of(address: string, port: number, peer: string, peerPort: number, since: number): SocketProcess | null {
    const held = this.#held.get(pairOf({ address, port, peer, peerPort }));
    return held === undefined || held.seen < since ? null : held.process;
  }

  #end({ sockets, now }: Search, found: ReadonlyMap<number, SocketProcess>): void {
    const before = this.#byInode;
    const byInode = new Map<number, SocketProcess | null>();
    for (const socket of sockets) {
      const { inode } = socket;
      const process = before.get(inode) ?? found.get(inode) ?? null;
      byInode.set(inode, process);
      if (process !== null) this.#remember(pairOf(socket), { process, seen: now });
    }
    this.#byInode = byInode;
    this.#search = null;
    this.#forget(now);
  }

  #remember(key: string, held: Held): void {
    this.#held.delete(key);
    this.#held.set(key, held);
  }

  #forget(now: number): void {
    for (const [key, { seen }] of this.#held) {
      if (now - seen <= MEMORY && this.#held.size <= MOST) return;
      this.#held.delete(key);
    }
  }
}
