/** A cursor over rows that are kept: it makes of each fact what is asked for, when it is asked for. */
import { formatAddress } from '../decode/address.ts';
import type { Scopes } from '../decode/scopes.ts';
import { CERTAINTIES, type Certainty } from './certainty.ts';
import { BEFORE_SHIFT, LookBit, NOTES, RETRANSMITTED } from './looks.ts';
import { noteNames } from './notes.ts';
import {
  CLOSERS,
  clientStateIn,
  clientSureIn,
  closerIn,
  ENDINGS,
  endingIn,
  HANDSHAKES,
  handshakeIn,
  serverStateIn,
  serverSureIn,
} from './outcome.ts';
import { chunkOf, Double, Extra, HALF, ROW_DOUBLES, ROW_WORDS, type Store, Word, within } from './row-layout.ts';
import type { EndpointRow, FlowRow, TimerSnapshot } from './snapshot.ts';
import { type State, type StateCode, stateOfCode } from './states.ts';
import { timerSnapshot } from './timers.ts';

const NONE = -1;

/** A row of a table; valid until the cursor is moved. */
export class KeptRow implements FlowRow {
  readonly client: KeptEnd;
  readonly server: KeptEnd;
  words: Int32Array = new Int32Array(ROW_WORDS);
  doubles: Float64Array = new Float64Array(ROW_DOUBLES);
  /** Where its words begin, and its doubles. */
  wordsAt = 0;
  doublesAt = 0;
  extras: Float64Array = new Float64Array(0);
  /** Where in the extras its addresses, counts and timers are, or NONE. */
  addressAt: number = NONE;
  countsAt: number = NONE;
  timersAt: number = NONE;
  incarnation = 1;
  readonly #store: Store;
  readonly #scopes: Scopes;

  constructor(store: Store, scopes: Scopes) {
    this.#store = store;
    this.#scopes = scopes;
    this.client = new KeptEnd(this, 0);
    this.server = new KeptEnd(this, 1);
  }

  /** Moves the cursor to row i. */
  at(i: number): this {
    const { words, doubles } = this.#store.chunks[chunkOf(i)]!;
    this.words = words;
    this.doubles = doubles;
    this.wordsAt = within(i) * ROW_WORDS;
    this.doublesAt = within(i) * ROW_DOUBLES;
    this.addressAt = NONE;
    this.countsAt = NONE;
    this.timersAt = NONE;
    this.incarnation = (this.kinds >>> BEFORE_SHIFT) + 1;
    if ((this.kinds & LookBit.EXTRAS) !== 0) this.#findExtras();
    return this;
  }

  get id(): number {
    return this.words[this.wordsAt + Word.NUMBER]!;
  }

  get ipVersion(): 4 | 6 {
    return (this.kinds & LookBit.V6) !== 0 ? 6 : 4;
  }

  get vlan(): readonly number[] {
    return this.#scopes.vlan(this.#store.looks.scopes[this.look]!);
  }

  get tunnel(): string | null {
    return this.#scopes.tunnel(this.#store.looks.scopes[this.look]!);
  }

  get handshake(): FlowRow['handshake'] {
    return HANDSHAKES[handshakeIn(this.kinds)]!;
  }

  get closedFirst(): FlowRow['closedFirst'] {
    return CLOSERS[closerIn(this.kinds)]!;
  }

  get closedBy(): FlowRow['closedBy'] {
    return ENDINGS[endingIn(this.kinds)]!;
  }

  get firstSeen(): number {
    return this.doubles[this.doublesAt + Double.FIRST_SEEN]!;
  }

  get lastSeen(): number {
    return this.doubles[this.doublesAt + Double.LAST_SEEN]!;
  }

  get retransmitted(): boolean {
    return (this.#store.looks.notes[this.look]! & RETRANSMITTED) !== 0;
  }

  get notes(): FlowRow['notes'] {
    return noteNames(this.noteBits);
  }

  get noteBits(): number {
    return this.#store.looks.notes[this.look]! & NOTES;
  }

  /** Which of the looks it has, see looks.ts. */
  get look(): number {
    return this.words[this.wordsAt + Word.LOOK]!;
  }

  /** `Looks.kinds` of it. */
  get kinds(): number {
    return this.#store.looks.kinds[this.look]!;
  }

  /** The same, to be held. */
  copy(): FlowRow {
    return {
      id: this.id,
      incarnation: this.incarnation,
      ipVersion: this.ipVersion,
      vlan: this.vlan,
      tunnel: this.tunnel,
      client: this.client.copy(),
      server: this.server.copy(),
      handshake: this.handshake,
      closedFirst: this.closedFirst,
      closedBy: this.closedBy,
      firstSeen: this.firstSeen,
      lastSeen: this.lastSeen,
      retransmitted: this.retransmitted,
      notes: this.notes,
    };
  }

  #findExtras(): void {
    const place = this.words[this.wordsAt + Word.ADDRESS]!;
    const extras = this.#store.extras[chunkOf(place)]!;
    let at = within(place);
    const which = extras[at++]!;
    this.extras = extras;
    this.addressAt = at;
    at += this.ipVersion === 6 ? 8 : 1;
    if ((which & Extra.INCARNATION) !== 0) this.incarnation = extras[at++]!;
    if ((which & Extra.COUNTS) !== 0) {
      this.countsAt = at;
      at += 4;
    }
    if ((which & Extra.TIMERS) !== 0) this.timersAt = at;
  }
}

/** An end of a row. */
export class KeptEnd implements EndpointRow {
  private readonly row: KeptRow;
  /** 0 for the client, 1 for the server. */
  private readonly side: number;

  constructor(row: KeptRow, side: number) {
    this.row = row;
    this.side = side;
  }

  get address(): string {
    const { ip4 } = this;
    if (ip4 !== undefined) return formatAddress(4, ip4, 0, 0, 0);
    const { extras, addressAt } = this.row;
    const at = addressAt + this.side * 4;
    return formatAddress(6, extras[at]!, extras[at + 1]!, extras[at + 2]!, extras[at + 3]!);
  }

  get ip4(): number | undefined {
    const { row } = this;
    if (row.addressAt === NONE || (this.side === 1 && row.ipVersion === 4)) {
      return row.words[row.wordsAt + Word.ADDRESS + this.side]!;
    }
    return row.ipVersion === 4 ? row.extras[row.addressAt]! : undefined;
  }

  get port(): number {
    return (this.row.words[this.row.wordsAt + Word.PORTS]! >>> (this.side * HALF)) & 0xffff;
  }

  get code(): StateCode {
    return this.side === 0 ? clientStateIn(this.row.kinds) : serverStateIn(this.row.kinds);
  }

  get state(): State | null {
    return stateOfCode(this.code);
  }

  get certainty(): Certainty | null {
    const { kinds } = this.row;
    return CERTAINTIES[this.side === 0 ? clientSureIn(kinds) : serverSureIn(kinds)] ?? null;
  }

  get since(): number | null {
    const { entered } = this;
    return Number.isNaN(entered) ? null : entered;
  }

  /** The same; NaN for null. */
  get entered(): number {
    return this.row.doubles[this.row.doublesAt + Double.SINCE + this.side]!;
  }

  get timer(): TimerSnapshot | null {
    const { timersAt, extras } = this.row;
    return timersAt === NONE ? null : timerSnapshot(this.code, extras[timersAt + this.side]!);
  }

  get packets(): number {
    const { row, side } = this;
    if (row.countsAt !== NONE) return row.extras[row.countsAt + side]!;
    return (row.words[row.wordsAt + Word.PACKETS]! >>> (side * HALF)) & 0xffff;
  }

  get bytes(): number {
    const { row, side } = this;
    if (row.countsAt !== NONE) return row.extras[row.countsAt + 2 + side]!;
    return row.words[row.wordsAt + Word.BYTES + side]! >>> 0;
  }

  copy(): EndpointRow {
    return {
      address: this.address,
      port: this.port,
      state: this.state,
      certainty: this.certainty,
      since: this.since,
      timer: this.timer,
      bytes: this.bytes,
      packets: this.packets,
    };
  }
}
