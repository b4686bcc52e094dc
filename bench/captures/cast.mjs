/** The cast of connections: each plays its script, one segment after the other. */
import { ACK, FIN, SYN } from './capture-writer.mjs';
import { mix } from './mix.mjs';
import { Wait } from './script.mjs';

/**
 * @typedef {object} Roles what sort of connections a cast plays
 * @property {ReturnType<typeof import('./script.mjs').scripts>} scripts
 * @property {(writer: import('./capture-writer.mjs').CaptureWriter, connection: number, fromClient: boolean,
 *   chance: (connection: number, salt: number) => number) => void} address puts the addresses and ports of a segment
 */

/** So many connections, each with the next segment that it will send. */
export class Cast {
  #seed;
  #step;
  #clientNext;
  #serverNext;
  #writer;
  #roles;

  /**
   * @param {import('./capture-writer.mjs').CaptureWriter} writer
   * @param {Roles} roles
   */
  constructor(writer, roles, connections, seed) {
    this.#writer = writer;
    this.#roles = roles;
    this.#seed = seed;
    this.#step = new Uint8Array(connections);
    this.#clientNext = new Int32Array(connections);
    this.#serverNext = new Int32Array(connections);
  }

  #chance = (connection, salt) => mix(mix(connection + this.#seed) + salt);

  #script(connection) {
    return this.#roles.scripts(this.#chance(connection, 1) >>> 16);
  }

  /** Whether a connection has a segment left to send. */
  hasNext(connection) {
    return this.#step[connection] < this.#script(connection).length;
  }

  /** The act that its next segment belongs to. */
  act(connection) {
    return this.#script(connection)[this.#step[connection]].act;
  }

  /** Microseconds that its next segment waits after the one before. */
  delay(connection) {
    const step = this.#step[connection];
    switch (this.#script(connection)[step].wait) {
      case Wait.rtt:
        return 200 + ((this.#chance(connection, 2) >>> 16) % 80_000);
      case Wait.think:
        return 100 + ((this.#chance(connection, 64 + step) >>> 16) % 20_000);
      case Wait.rto:
        return 1_000_000;
      case Wait.idle:
        return 100_000 + (this.#chance(connection, 128 + step) >>> 11);
      case Wait.quiet:
        return 15_000_000;
      default:
        return 5;
    }
  }

  /** Puts the next segment of a connection, at a time in microseconds, into the writer. */
  compose(connection, time) {
    const step = this.#step[connection]++;
    if (step === 0) {
      this.#clientNext[connection] = this.#chance(connection, 3);
      this.#serverNext[connection] = this.#chance(connection, 4);
    }
    const segment = this.#script(connection)[step];
    const writer = this.#writer;
    const again = segment.keepAlive || (segment.flags === SYN && step > 0);
    const mine = segment.fromClient ? this.#clientNext : this.#serverNext;
    const theirs = segment.fromClient ? this.#serverNext : this.#clientNext;
    const about = segment.about ? (this.#chance(connection, 5 + step) >>> 24) - 128 : 0;
    writer.time = time;
    writer.length = segment.length + about;
    writer.flags = segment.flags;
    writer.seq = mine[connection] - (again ? 1 : 0);
    writer.ack = segment.flags & ACK ? theirs[connection] : 0;
    writer.timestamp = Math.floor(time / 1000) + (segment.fromClient ? connection : 0);
    writer.timestampEcho = segment.flags & ACK ? Math.floor(time / 1000) + (segment.fromClient ? 0 : connection) : 0;
    this.#roles.address(writer, connection, segment.fromClient, this.#chance);
    if (!again) mine[connection] += writer.length + (segment.flags & (SYN | FIN) ? 1 : 0);
  }

  /** Sends the next segment of a connection at a time in microseconds. */
  send(connection, time) {
    this.compose(connection, time);
    this.#writer.write();
  }
}
