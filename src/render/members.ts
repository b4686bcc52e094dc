/** Fields with the text that stands before each: what an object of JSON, or a line of CSV, is written from. */
import type { Endpoint } from '../conntrack/endpoint.ts';
import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import type { Field, Run } from './flow-fields.ts';
import { type Phrase, phrase } from './phrase.ts';
import type { Values } from './values.ts';

/** Writes what it is made of. */
export interface Member {
  write(to: Values, flow: FlowCursor, end: Endpoint): void;
}

/** What stands before the value of a field, given its name and its place among the members. */
export type Before = (name: string, place: number) => string;

/** The members that are made of fields and runs. */
export function members(pieces: readonly (Field | Run)[], before: Before): readonly Member[] {
  let place = 0;
  const single = ([name, write]: Field): Member => new Single(phrase(before(name, place++)), write);
  return pieces.map((piece) => ('key' in piece ? new Repeated(piece.fields.map(single), piece.key) : single(piece)));
}

export function writeMembers(all: readonly Member[], to: Values, flow: FlowCursor, end: Endpoint): void {
  for (let i = 0; i < all.length; i++) all[i]!.write(to, flow, end);
}

/** The names of the fields, in their order. */
export function namesOf(pieces: readonly (Field | Run)[]): readonly string[] {
  return pieces.flatMap((piece) => ('key' in piece ? piece.fields.map(([name]) => name) : [piece[0]]));
}

class Single implements Member {
  private readonly before: Phrase;
  private readonly value: Field[1];

  constructor(before: Phrase, value: Field[1]) {
    this.before = before;
    this.value = value;
  }

  write(to: Values, flow: FlowCursor, end: Endpoint): void {
    to.out.phrase(this.before);
    this.value(to, flow, end);
  }
}

/** The most texts that are remembered of a run: captures can be hostile. */
const MOST_PHRASES = 4096;

class Repeated implements Member {
  private readonly each: readonly Member[];
  private readonly key: Run['key'];
  private readonly phrases: Map<number, Phrase> = new Map();

  constructor(each: readonly Member[], key: Run['key']) {
    this.each = each;
    this.key = key;
  }

  write(to: Values, flow: FlowCursor, end: Endpoint): void {
    const key = this.key(flow, end);
    const known = key === null ? undefined : this.phrases.get(key);
    if (known !== undefined) {
      to.out.phrase(known);
      return;
    }
    const start = to.out.length;
    writeMembers(this.each, to, flow, end);
    if (key !== null && this.phrases.size < MOST_PHRASES) this.phrases.set(key, phrase(to.out.textFrom(start)));
  }
}
