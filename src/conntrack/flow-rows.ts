/** What is left of flows that were let go: enough for a row of a table each, so that millions can be sorted and printed. */
import type { Scopes } from '../decode/scopes.ts';
import type { FlowCursor } from './flow-cursor.ts';
import { FlowFlag } from './flow-record.ts';
import { KeptRow } from './kept-row.ts';
import { BEFORE_SHIFT, LookBit, Looks, MOST_BEFORE, RETRANSMITTED } from './looks.ts';
import { clientStateIn, isOver, serverStateIn } from './outcome.ts';
import {
  CHUNK,
  chunkOf,
  Double,
  Extra,
  HALF,
  MOST_BYTES,
  MOST_EXTRAS,
  MOST_PACKETS,
  newChunk,
  ROW_DOUBLES,
  ROW_WORDS,
  type Store,
  Word,
  within,
} from './row-layout.ts';
import type { FlowRow } from './snapshot.ts';
import { latest, type SortKey, since } from './sort-keys.ts';
import { UNKNOWN } from './states.ts';

export class FlowRows {
  length = 0;
  readonly #store: Store = { chunks: [], looks: new Looks(), extras: [] };
  readonly #row: KeptRow;
  /** Where the next extras go. */
  #extrasAt = 0;

  constructor(scopes: Scopes) {
    this.#row = new KeptRow(this.#store, scopes);
  }

  /** Keeps what a row shows of the flow. */
  add(cursor: FlowCursor): void {
    const { chunks, looks } = this.#store;
    const place = within(this.length);
    if (place === 0) chunks.push(newChunk());
    const { words, doubles } = chunks[chunkOf(this.length)]!;
    const at = place * ROW_WORDS;
    const doubleAt = place * ROW_DOUBLES;
    const { flow, client, server } = cursor;
    const v6 = flow.is(FlowFlag.V6);
    const extras = this.#extrasOf(cursor);
    const apart = extras !== 0 || v6;
    words[at + Word.NUMBER] = flow.number;
    words[at + Word.LOOK] = looks.of(
      cursor.outcome |
        (v6 ? LookBit.V6 : 0) |
        (apart ? LookBit.EXTRAS : 0) |
        (Math.min(flow.incarnation - 1, MOST_BEFORE) << BEFORE_SHIFT),
      cursor.noteBits | (cursor.retransmitted ? RETRANSMITTED : 0),
      flow.scope,
    );
    words[at + Word.ADDRESS] = apart ? this.#addExtras(cursor, extras) : cursor.addressWord(client, 0);
    words[at + Word.ADDRESS + 1] = cursor.addressWord(server, 0);
    words[at + Word.PORTS] = flow.port(client.half) | (flow.port(server.half) << HALF);
    words[at + Word.PACKETS] = client.packets | (server.packets << HALF);
    words[at + Word.BYTES] = client.bytes;
    words[at + Word.BYTES + 1] = server.bytes;
    doubles[doubleAt + Double.FIRST_SEEN] = cursor.firstSeen;
    doubles[doubleAt + Double.LAST_SEEN] = cursor.lastSeen;
    doubles[doubleAt + Double.SINCE] = since(client);
    doubles[doubleAt + Double.SINCE + 1] = since(server);
    this.length++;
  }

  /** Row i, in the order in which flows were let go; valid until the next one is asked for. */
  at(i: number): KeptRow {
    return this.#row.at(i);
  }

  /** The same, to be held. */
  row(i: number): FlowRow {
    return this.#row.at(i).copy();
  }

  /** `FlowRow.id` of row i. */
  id(i: number): number {
    return this.#word(i, Word.NUMBER);
  }

  /** The codes of the states of row i: that of the client times 12, and that of the server. */
  pair(i: number): number {
    const kinds = this.#store.looks.kinds[this.#word(i, Word.LOOK)]!;
    return clientStateIn(kinds) * (UNKNOWN + 1) + serverStateIn(kinds);
  }

  /** What row i is ordered by; `attention` is higher the more somebody must act. */
  key(i: number, by: SortKey): number {
    if (by === 'attention') return this.#store.looks.attention[this.#word(i, Word.LOOK)]!;
    const row = this.#row.at(i);
    const { client, server } = row;
    switch (by) {
      case 'start':
        return row.firstSeen;
      case 'last':
        return row.lastSeen;
      case 'duration':
        return row.lastSeen - row.firstSeen;
      case 'since':
        return latest(client.entered, server.entered);
      case 'bytes':
        return client.bytes + server.bytes;
      case 'packets':
        return client.packets + server.packets;
      case 'client-port':
        return client.port;
      case 'server-port':
        return server.port;
    }
  }

  #word(i: number, word: number): number {
    return this.#store.chunks[chunkOf(i)]!.words[within(i) * ROW_WORDS + word]!;
  }

  /** Which extras a row of the flow needs. */
  #extrasOf(cursor: FlowCursor): number {
    const { flow, client, server } = cursor;
    let which = flow.incarnation > MOST_BEFORE ? Extra.INCARNATION : 0;
    if (client.packets > MOST_PACKETS || server.packets > MOST_PACKETS) which |= Extra.COUNTS;
    if (client.bytes > MOST_BYTES || server.bytes > MOST_BYTES) which |= Extra.COUNTS;
    if (isOver(client, server)) return which;
    const remaining = Math.min(cursor.remaining(client), cursor.remaining(server));
    return remaining === Number.POSITIVE_INFINITY ? which : which | Extra.TIMERS;
  }

  /** Keeps the extras, and returns their place. */
  #addExtras(cursor: FlowCursor, which: number): number {
    const { flow, client, server } = cursor;
    const { extras } = this.#store;
    // Those of one row stand in one chunk.
    if (extras.length === 0 || within(this.#extrasAt) + MOST_EXTRAS > CHUNK) {
      this.#extrasAt = extras.push(new Float64Array(CHUNK)) * CHUNK - CHUNK;
    }
    const into = extras[chunkOf(this.#extrasAt)]!;
    const start = within(this.#extrasAt);
    let at = start;
    into[at++] = which;
    if (flow.is(FlowFlag.V6)) {
      for (let word = 0; word < 4; word++) into[at++] = cursor.addressWord(client, word);
      for (let word = 0; word < 4; word++) into[at++] = cursor.addressWord(server, word);
    } else {
      into[at++] = cursor.addressWord(client, 0);
    }
    if ((which & Extra.INCARNATION) !== 0) into[at++] = flow.incarnation;
    if ((which & Extra.COUNTS) !== 0) {
      into[at++] = client.packets;
      into[at++] = server.packets;
      into[at++] = client.bytes;
      into[at++] = server.bytes;
    }
    if ((which & Extra.TIMERS) !== 0) {
      into[at++] = cursor.remaining(client);
      into[at++] = cursor.remaining(server);
    }
    const place = this.#extrasAt;
    this.#extrasAt += at - start;
    return place;
  }
}
