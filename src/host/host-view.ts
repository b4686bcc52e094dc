/** This host's sockets in two looks some time apart, with their owners: what the rules for sockets go by. */
import type { NetworkFacts } from './counters.ts';
import type { Owner, Owners } from './owners.ts';
import type { HostSocket } from './socket.ts';
import type { SocketTable } from './socket-table.ts';
import type { Wire } from './wire.ts';

export interface LookTimes {
  /** Seconds from the end of the first look to that of the second. */
  readonly apart: number;
  /** Seconds that the slower of them took. */
  readonly took: number;
  /** End of the second, in nanoseconds since the epoch that the caller counts from. */
  readonly now: number;
}

const LEAST_BLUR = 0.5;

export class HostView {
  /** As they are now. */
  readonly sockets: readonly HostSocket[];
  /** Seconds from the first look to the second. */
  readonly seconds: number;
  /** Time of the second look, in nanoseconds since the epoch that the caller counts from. */
  readonly now: number;
  /** Seconds by which what the looks tell of one thing may differ though nothing happened. */
  readonly blur: number;
  /** What packets showed of the connections meanwhile; null where nobody looked at any. */
  readonly wire: Wire | null;
  readonly #first: SocketTable;
  readonly #last: SocketTable;
  readonly #before: ReadonlyMap<number, HostSocket>;
  readonly #listeners: ReadonlyMap<number, HostSocket>;
  readonly #owners: Owners;

  constructor(first: SocketTable, last: SocketTable, owners: Owners, times: LookTimes, wire: Wire | null = null) {
    this.wire = wire;
    this.#first = first;
    this.#last = last;
    this.#owners = owners;
    this.sockets = last.sockets;
    this.seconds = times.apart;
    this.blur = LEAST_BLUR + times.took;
    this.now = times.now;
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

  /** Whether there was the same socket at the first look, in whatever state. */
  knew({ id }: HostSocket): boolean {
    return this.#before.has(id);
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

  /** Whether a socket of this host has the address. */
  isOwnAddress(address: string): boolean {
    return this.sockets.some((socket) => socket.address === address);
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

/** A number, because every socket asks: a port has 16 bits, and an inode of a namespace 32. */
function listenKey({ namespace, port }: HostSocket): number {
  return namespace * 0x10000 + port;
}
