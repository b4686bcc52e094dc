/**
 * What a row of a table shows of a connection besides its addresses and figures: its states and how sure they are, how it
 * opened and ended, notes, where it travelled, and which connection on its pair it is. Millions of connections share few looks. Each is kept once, and what is
 * made of one need be made but once.
 */
import { attention } from './attention.ts';
import { clientStateIn, serverStateIn } from './outcome.ts';

/** Bits of `kinds` beside the outcome. */
export const LookBit = { V6: 0x100000, EXTRAS: 0x200000 } as const;
/** Above them: how many connections were on its pair before, or `MOST_BEFORE` where that is among the extras. */
export const BEFORE_SHIFT = 22;
export const MOST_BEFORE = 0x3ff;

/** Bit of `notes` beside the notes: whether either end has sent something again. */
export const RETRANSMITTED: number = 1 << 25;
export const NOTES: number = RETRANSMITTED - 1;

const FIRST_LOOKS = 256;

export class Looks {
  /** How many there are. */
  length = 0;
  /** Of each: its `Outcome` and bits of `LookBit`; bits of `Note`; the scope; how much it asks of somebody. */
  kinds: Int32Array = new Int32Array(FIRST_LOOKS);
  notes: Int32Array = new Int32Array(FIRST_LOOKS);
  scopes: Int32Array = new Int32Array(FIRST_LOOKS);
  attention: Uint8Array = new Uint8Array(FIRST_LOOKS);
  /** Hash table: 0 is free, else the look + 1. Linear probing, at most half full. */
  #slots = new Int32Array(FIRST_LOOKS * 2);

  /** The look of those three, which are kept if they are new. */
  of(kinds: number, notes: number, scope: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(kinds, notes, scope) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const look = slots[slot]! - 1;
      if (this.kinds[look] === kinds && this.notes[look] === notes && this.scopes[look] === scope) return look;
    }
    if (this.length === this.kinds.length) {
      this.#grow();
      return this.of(kinds, notes, scope);
    }
    const look = this.length++;
    slots[slot] = look + 1;
    this.kinds[look] = kinds;
    this.notes[look] = notes;
    this.scopes[look] = scope;
    const retransmitted = (notes & RETRANSMITTED) !== 0;
    this.attention[look] = attention(clientStateIn(kinds), serverStateIn(kinds), notes & NOTES, retransmitted);
    return look;
  }

  /** Twice the room. */
  #grow(): void {
    const { kinds, notes, scopes, length } = this;
    const room = length * 2;
    const attention = new Uint8Array(room);
    attention.set(this.attention);
    this.attention = attention;
    this.kinds = larger(kinds, room);
    this.notes = larger(notes, room);
    this.scopes = larger(scopes, room);
    const slots = new Int32Array(room * 2);
    const mask = slots.length - 1;
    for (let look = 0; look < length; look++) {
      let slot = hash(kinds[look]!, notes[look]!, scopes[look]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = look + 1;
    }
    this.#slots = slots;
  }
}

function larger(words: Int32Array, room: number): Int32Array {
  const more = new Int32Array(room);
  more.set(words);
  return more;
}

function hash(kinds: number, notes: number, scope: number): number {
  const mixed = Math.imul(kinds ^ Math.imul(notes ^ Math.imul(scope, 0x27d4eb2f), 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
