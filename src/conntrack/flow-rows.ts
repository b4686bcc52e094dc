/**
 * What is left of flows that were let go: enough for a row of a table each, in chunks of typed arrays, so that millions
 * can be sorted and printed.
 */
import { formatAddress } from '../decode/address.ts';
import type { Scopes } from '../decode/scopes.ts';
import { attention } from './attention.ts';
import { CERTAINTIES } from './certainty.ts';
import type { Endpoint } from './endpoint.ts';
import { CLOSERS, ENDINGS, type FlowCursor, HANDSHAKES } from './flow-cursor.ts';
import { noteNames } from './notes.ts';
import type { EndpointRow, FlowRow } from './snapshot.ts';
import { latest, type SortKey, since } from './sort-keys.ts';
import { type StateCode, stateOfCode, UNKNOWN } from './states.ts';
import { timerSnapshot } from './timers.ts';

const CHUNK_BITS = 14;
const CHUNK = 1 << CHUNK_BITS;

/** Columns of a row: int32 words, of the flow, then of the client, then of the server. */
const Int = { ID: 0, INCARNATION: 1, SCOPE: 2, NOTES: 3, KINDS: 4, CLIENT: 5, SERVER: 8, WORDS: 11 } as const;
/** Bit of KINDS beside IP version, handshake, and who closed how. */
const RETRANSMITTED = 0x80;
/** Columns of an endpoint, from `CLIENT` or `SERVER` on. KINDS: port, state, certainty. */
const EndpointInt = { ADDRESS: 0, KINDS: 1, PACKETS: 2 } as const;
/** Columns of doubles, of the flow, then of the client, then of the server. */
const Double = { FIRST_SEEN: 0, LAST_SEEN: 1, CLIENT: 2, SERVER: 5, WORDS: 8 } as const;
const EndpointDouble = { SINCE: 0, BYTES: 1, REMAINING: 2 } as const;

interface Chunk {
  readonly ints: Int32Array;
  readonly doubles: Float64Array;
}

export class FlowRows {
  length = 0;
  readonly #scopes: Scopes;
  readonly #chunks: Chunk[] = [];
  /** IPv6 addresses, eight words a row that has them; the client's address column says which. */
  #v6 = new Int32Array(0);
  #v6Rows = 0;

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
  }

  /** Keeps what a row shows of the flow. */
  add(cursor: FlowCursor): void {
    if (this.length >>> CHUNK_BITS === this.#chunks.length) {
      this.#chunks.push({ ints: new Int32Array(CHUNK * Int.WORDS), doubles: new Float64Array(CHUNK * Double.WORDS) });
    }
    const { ints, doubles } = this.#chunks[this.length >>> CHUNK_BITS]!;
    const row = this.length & (CHUNK - 1);
    const at = row * Int.WORDS;
    const doubleAt = row * Double.WORDS;
    const { flow } = cursor;
    ints[at + Int.ID] = flow.number;
    ints[at + Int.INCARNATION] = flow.incarnation;
    ints[at + Int.SCOPE] = flow.scope;
    ints[at + Int.NOTES] = cursor.noteBits;
    ints[at + Int.KINDS] =
      (cursor.ipVersion === 6 ? 1 : 0) |
      (cursor.handshakeCode << 1) |
      (cursor.closedFirstCode << 3) |
      (cursor.closedByCode << 5) |
      (cursor.retransmitted ? RETRANSMITTED : 0);
    doubles[doubleAt + Double.FIRST_SEEN] = cursor.firstSeen;
    doubles[doubleAt + Double.LAST_SEEN] = cursor.lastSeen;
    this.#addEndpoint(cursor, cursor.client, ints, at + Int.CLIENT, doubles, doubleAt + Double.CLIENT);
    this.#addEndpoint(cursor, cursor.server, ints, at + Int.SERVER, doubles, doubleAt + Double.SERVER);
    if (cursor.ipVersion === 6) {
      ints[at + Int.CLIENT + EndpointInt.ADDRESS] = this.#v6Rows;
      this.#addV6(cursor);
    }
    this.length++;
  }

  /** Row i, in the order in which flows were let go. */
  row(i: number): FlowRow {
    const { ints, doubles } = this.#chunks[i >>> CHUNK_BITS]!;
    const at = (i & (CHUNK - 1)) * Int.WORDS;
    const doubleAt = (i & (CHUNK - 1)) * Double.WORDS;
    const kinds = ints[at + Int.KINDS]!;
    const v6 = (kinds & 1) !== 0 ? ints[at + Int.CLIENT + EndpointInt.ADDRESS]! * 8 : -1;
    return {
      id: ints[at + Int.ID]!,
      incarnation: ints[at + Int.INCARNATION]!,
      ipVersion: v6 < 0 ? 4 : 6,
      vlan: this.#scopes.vlan(ints[at + Int.SCOPE]!),
      tunnel: this.#scopes.tunnel(ints[at + Int.SCOPE]!),
      client: this.#endpoint(ints, at + Int.CLIENT, doubles, doubleAt + Double.CLIENT, v6),
      server: this.#endpoint(ints, at + Int.SERVER, doubles, doubleAt + Double.SERVER, v6 < 0 ? -1 : v6 + 4),
      handshake: HANDSHAKES[(kinds >>> 1) & 3]!,
      closedFirst: CLOSERS[(kinds >>> 3) & 3]!,
      closedBy: ENDINGS[(kinds >>> 5) & 3]!,
      firstSeen: doubles[doubleAt + Double.FIRST_SEEN]!,
      lastSeen: doubles[doubleAt + Double.LAST_SEEN]!,
      retransmitted: (kinds & RETRANSMITTED) !== 0,
      notes: noteNames(ints[at + Int.NOTES]!),
    };
  }

  /** `FlowRow.id` of row i. */
  id(i: number): number {
    return this.#chunks[i >>> CHUNK_BITS]!.ints[(i & (CHUNK - 1)) * Int.WORDS + Int.ID]!;
  }

  /** The codes of the states of row i: that of the client times 12, and that of the server. */
  pair(i: number): number {
    const { ints } = this.#chunks[i >>> CHUNK_BITS]!;
    const at = (i & (CHUNK - 1)) * Int.WORDS + EndpointInt.KINDS;
    return stateIn(ints[at + Int.CLIENT]!) * (UNKNOWN + 1) + stateIn(ints[at + Int.SERVER]!);
  }

  /** What row i is ordered by; `attention` is higher the more somebody must act. */
  key(i: number, by: SortKey): number {
    const { ints, doubles } = this.#chunks[i >>> CHUNK_BITS]!;
    const at = (i & (CHUNK - 1)) * Int.WORDS;
    const doubleAt = (i & (CHUNK - 1)) * Double.WORDS;
    const client = doubleAt + Double.CLIENT;
    const server = doubleAt + Double.SERVER;
    switch (by) {
      case 'attention':
        return attention(
          stateIn(ints[at + Int.CLIENT + EndpointInt.KINDS]!),
          stateIn(ints[at + Int.SERVER + EndpointInt.KINDS]!),
          ints[at + Int.NOTES]!,
          (ints[at + Int.KINDS]! & RETRANSMITTED) !== 0,
        );
      case 'start':
        return doubles[doubleAt + Double.FIRST_SEEN]!;
      case 'last':
        return doubles[doubleAt + Double.LAST_SEEN]!;
      case 'duration':
        return doubles[doubleAt + Double.LAST_SEEN]! - doubles[doubleAt + Double.FIRST_SEEN]!;
      case 'since':
        return latest(doubles[client + EndpointDouble.SINCE]!, doubles[server + EndpointDouble.SINCE]!);
      case 'bytes':
        return doubles[client + EndpointDouble.BYTES]! + doubles[server + EndpointDouble.BYTES]!;
      case 'packets':
        return ints[at + Int.CLIENT + EndpointInt.PACKETS]! + ints[at + Int.SERVER + EndpointInt.PACKETS]!;
      case 'client-port':
        return ints[at + Int.CLIENT + EndpointInt.KINDS]! & 0xffff;
      case 'server-port':
        return ints[at + Int.SERVER + EndpointInt.KINDS]! & 0xffff;
    }
  }

  #addEndpoint(
    cursor: FlowCursor,
    endpoint: Endpoint,
    ints: Int32Array,
    at: number,
    doubles: Float64Array,
    doubleAt: number,
  ): void {
    const state = endpoint.state;
    ints[at + EndpointInt.ADDRESS] = cursor.flow.table.addressWord(cursor.flow.index, endpoint.half, 0);
    ints[at + EndpointInt.KINDS] = cursor.flow.port(endpoint.half) | (state << 16) | (cursor.sure(endpoint) << 20);
    ints[at + EndpointInt.PACKETS] = endpoint.packets;
    doubles[doubleAt + EndpointDouble.SINCE] = since(endpoint);
    doubles[doubleAt + EndpointDouble.BYTES] = endpoint.bytes;
    doubles[doubleAt + EndpointDouble.REMAINING] = cursor.remaining(endpoint);
  }

  #addV6(cursor: FlowCursor): void {
    if ((this.#v6Rows + 1) * 8 > this.#v6.length) {
      const larger = new Int32Array(Math.max(CHUNK, this.#v6.length * 2));
      larger.set(this.#v6);
      this.#v6 = larger;
    }
    const { table, index } = cursor.flow;
    for (let word = 0; word < 4; word++) {
      this.#v6[this.#v6Rows * 8 + word] = table.addressWord(index, cursor.client.half, word);
      this.#v6[this.#v6Rows * 8 + 4 + word] = table.addressWord(index, cursor.server.half, word);
    }
    this.#v6Rows++;
  }

  #endpoint(ints: Int32Array, at: number, doubles: Float64Array, doubleAt: number, v6: number): EndpointRow {
    const kinds = ints[at + EndpointInt.KINDS]!;
    const entered = doubles[doubleAt + EndpointDouble.SINCE]!;
    return {
      address:
        v6 < 0
          ? formatAddress(4, ints[at + EndpointInt.ADDRESS]!, 0, 0, 0)
          : formatAddress(6, this.#v6[v6]!, this.#v6[v6 + 1]!, this.#v6[v6 + 2]!, this.#v6[v6 + 3]!),
      port: kinds & 0xffff,
      state: stateOfCode(stateIn(kinds)),
      certainty: CERTAINTIES[(kinds >>> 20) & 7] ?? null,
      since: Number.isNaN(entered) ? null : entered,
      timer: timerSnapshot(stateIn(kinds), doubles[doubleAt + EndpointDouble.REMAINING]!),
      bytes: doubles[doubleAt + EndpointDouble.BYTES]!,
      packets: ints[at + EndpointInt.PACKETS]!,
    };
  }
}

function stateIn(kinds: number): StateCode {
  return (kinds >>> 16) & 0xf;
}
