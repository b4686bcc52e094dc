/** This host's sockets in two looks some time apart, with their owners: what the rules for sockets go by. */
import type { NetworkFacts } from './counters.ts';
import type { Owner, Owners } from './owners.ts';
import type { HostSocket } from './socket.ts';
import type { SocketTable } from './socket-table.ts';

export class HostView {
  /** As they are now. */
  readonly sockets: readonly HostSocket[];
  /** Seconds from the first look to the second. */
  readonly seconds: number;
  /** Time of the second look, in nanoseconds since the epoch that the caller counts from. */
  readonly now: number;
  readonly #first: SocketTable;
  readonly #last: SocketTable;
  readonly #before: ReadonlyMap<number, HostSocket>;
  readonly #listeners: ReadonlyMap<string, HostSocket>;
  readonly #owners: Owners;

  constructor(first: SocketTable, last: SocketTable, owners: Owners, seconds: number, now: number) {
    this.#first = first;
    this.#last = last;
    this.#owners = owners;
    this.sockets = last.sockets;
    this.seconds = seconds;
    this.now = now;
    this.#before = new Map(first.sockets.map((socket) => [socket.id, socket]));
    this.#listeners = new Map(
      last.sockets.filter(({ state }) => state === 'LISTEN').map((socket) => [listenKey(socket), socket]),
    );
  }

  inState(state: HostSocket['state']): HostSocket[] {
    return this.sockets.filter((socket) => socket.state === state);
  }

  /** The same socket at the first look; undefined where there was none, or it had another state. */
  before({ id, state }: HostSocket): HostSocket | undefined {
    const socket = this.#before.get(id);
    return socket?.state === state ? socket : undefined;
  }

  /** Sockets that were in that state at the first look and are not any more. */
  goneFrom(state: HostSocket['state']): HostSocket[] {
    const still = new Set(this.inState(state).map(({ id }) => id));
    return this.#first.sockets.filter((socket) => socket.state === state && !still.has(socket.id));
  }

  /** The listener that the socket came from; undefined where this end is the client. */
  listener(socket: HostSocket): HostSocket | undefined {
    return this.#listeners.get(listenKey(socket));
  }

  owner({ inode }: HostSocket): Owner | null {
    return this.#owners.byInode.get(inode) ?? null;
  }

  network(namespace: number): NetworkFacts | undefined {
    return this.#last.networks.get(namespace);
  }

  /** Connections that a namespace dropped between the looks because an accept queue was full. */
  overflows(namespace: number): number {
    const before = this.#first.networks.get(namespace)?.listenOverflows ?? 0;
    return (this.#last.networks.get(namespace)?.listenOverflows ?? 0) - before;
  }
}

function listenKey({ namespace, port }: HostSocket): string {
  return `${namespace}:${port}`;
}
