/** Which processes of this host hold the connections that are watched on its interfaces, found out at bounded cost. */
import type { Capture } from '../src/capture/packet-batch.ts';
import type { ProcessOf, SocketProcess } from '../src/conntrack/findings/finding.ts';
import { ConnectionOwners } from '../src/host/connection-owners.ts';
import { openSocketTable, type SocketReader } from '../src/host/socket-table.ts';
import { NOT_ALL_PROCESSES } from './socket-owners.ts';

/** Milliseconds between two looks at the sockets at least, and for which it goes through processes at a time; of all time, this takes a part at most. */
const INTERVAL = 2000;
const STRETCH = 10;
const SHARE = 10;
/** Milliseconds for the last look, when no packet waits any more. */
const LAST = 1000;

export class LiveProcesses {
  readonly #owners = new ConnectionOwners();
  readonly #reader: SocketReader;
  readonly #capture: Capture;
  readonly #complain: (sentence: string) => void;
  #due = 0;
  #hasComplained = false;
  #hasLooked = false;

  /** @param complain is told once where not all can be known */
  constructor(reader: SocketReader, capture: Capture, complain: (sentence: string) => void) {
    this.#reader = reader;
    this.#capture = capture;
    this.#complain = complain;
  }

  /** Whether the owners of all sockets have been looked for once, or cannot be. */
  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  /** To be called after each batch: does a little where that is due. */
  look(): void {
    const begun = performance.now();
    if (begun < this.#due) return;
    this.#work(begun + STRETCH);
    const now = performance.now();
    this.#due = now + Math.max(this.#owners.isSearching ? 0 : INTERVAL, (now - begun) * SHARE);
  }

  /** To be called when the capture has ended and what is left is to be told. */
  lookLast(): void {
    const until = performance.now() + LAST;
    if (this.#owners.isSearching) this.#work(until);
    this.#work(until);
  }

  #work(until: number): void {
    const owners = this.#owners;
    try {
      if (!owners.isSearching) owners.begin(this.#reader.readOwn(), Date.now());
      while (owners.isSearching && performance.now() < until) owners.step();
      this.#hasLooked ||= !owners.isSearching;
    } catch (error) {
      this.#hasLooked = true;
      this.#complainOnce((error as Error).message);
    }
    if (!owners.mayAll) this.#complainOnce(NOT_ALL_PROCESSES);
  }

  /** The process that holds an end of a flow, or did when there was a look; null for none, or none that is known. */
  readonly of: ProcessOf = (flow, end): SocketProcess | null => {
    if (flow.tunnel !== null) return null;
    const { client, server } = flow;
    const peer = end === client ? server : client;
    const since = this.#capture.epoch * 1e3 + flow.firstSeen / 1e6;
    const port = (of: typeof end): number => flow.flow.port(of.half);
    return this.#owners.of(flow.address(end), port(end), flow.address(peer), port(peer), since);
  };

  #complainOnce(sentence: string): void {
    if (!this.#hasComplained) this.#complain(sentence);
    this.#hasComplained = true;
  }
}

/** For a capture of this host's interfaces; null for any other, and where there are no sockets to be read. */
export async function openProcesses(
  capture: Capture,
  complain: (sentence: string) => void,
): Promise<LiveProcesses | null> {
  if (capture.live === undefined || process.platform !== 'linux') return null;
  return new LiveProcesses(await openSocketTable(), capture, complain);
}
