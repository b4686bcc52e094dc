/** What is known of this host: its addresses, to tell which end of a flow is here. */
import type { Endpoint } from '../../conntrack/endpoint.ts';
import type { ProcessOf } from '../../conntrack/findings/finding.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import { addressOctets } from '../octets.ts';

/** This host, as far as what is captured passes it. */
export interface ThisHost {
  /** As in RFC 5952, without zones. */
  readonly addresses: readonly string[];
  /** Which of its processes hold the connections; null where that is not known. */
  readonly processOf: ProcessOf | null;
}

export class Locals {
  readonly #addresses: ReadonlySet<string>;
  /** The first word of each IPv4 address, the last of each IPv6 address: told apart without a text being made. */
  readonly #words4 = new Set<number>();
  readonly #words6 = new Set<number>();

  /** @param addresses as in RFC 5952, without zones */
  constructor(addresses: readonly string[]) {
    this.#addresses = new Set(addresses);
    const octets = new DataView(new ArrayBuffer(16));
    for (const address of addresses) {
      const size = addressOctets(address, new Uint8Array(octets.buffer), 0);
      if (size === 4) this.#words4.add(octets.getInt32(0));
      else this.#words6.add(octets.getInt32(12));
    }
  }

  has(address: string): boolean {
    return this.#addresses.has(address) || address.startsWith('127.');
  }

  /** Whether the server, and only the server, of the flow under the cursor is here: it then stands first. */
  serverOnly(cursor: FlowCursor): boolean {
    return this.#isHere(cursor, cursor.server) && !this.#isHere(cursor, cursor.client);
  }

  /** Whether either end is here. */
  either(cursor: FlowCursor): boolean {
    return this.#isHere(cursor, cursor.client) || this.#isHere(cursor, cursor.server);
  }

  #isHere(cursor: FlowCursor, endpoint: Endpoint): boolean {
    const { table, index } = cursor.flow;
    if (cursor.ipVersion === 4) {
      const word = table.addressWord(index, endpoint.half, 0);
      return this.#words4.has(word) || word >>> 24 === 127;
    }
    if (!this.#words6.has(table.addressWord(index, endpoint.half, 3))) return false;
    return this.#addresses.has(cursor.address(endpoint));
  }
}
