/**
 * In which VLANs and tunnels a segment travelled, interned to a small integer.
 *
 * A scope is one step inside another: (parent, kind, identity). Scope 0 is none. Flows with equal addresses in different
 * scopes are different flows, so a scope must be the same for both directions. What identifies a step follows from that:
 *
 * | step | identity |
 * |---|---|
 * | VLAN | the 12-bit id; a priority tag (id 0) is no step |
 * | VXLAN, Geneve | the network identifier: gateways and multicast make outer addresses differ |
 * | GRE | the key; without one the two outer addresses |
 * | ERSPAN | the session id; type I has none |
 * | GTP-U | the two outer addresses: the tunnel endpoint id differs by direction |
 * | IP in IP, 6in4, 4in6, 6in6 | the two outer addresses |
 * | MPLS, Teredo | nothing: labels and relays differ by direction |
 *
 * The two outer addresses are an unordered pair.
 */
import type { Segment } from './segment.ts';

export const ScopeKind = {
  VLAN: 1,
  VXLAN: 2,
  GENEVE: 3,
  GRE_KEY: 4,
  GRE: 5,
  ERSPAN: 6,
  GTPU: 7,
  IPIP: 8,
  SIX_IN_FOUR: 9,
  FOUR_IN_SIX: 10,
  SIX_IN_SIX: 11,
  MPLS: 12,
  TEREDO: 13,
  ERSPAN_1: 14,
} as const;

export type ScopeKind = (typeof ScopeKind)[keyof typeof ScopeKind];

/** Names of tunnels by kind. */
const NAMES: readonly string[] = [
  '',
  '',
  'vxlan',
  'geneve',
  'gre',
  'gre',
  'erspan',
  'gtpu',
  'ipip',
  '6in4',
  '4in6',
  '6in6',
  'mpls',
  'teredo',
  'erspan',
];

/** Kinds whose identity is a number worth printing. */
const NUMBERED: ReadonlySet<number> = new Set([ScopeKind.VXLAN, ScopeKind.GENEVE, ScopeKind.GRE_KEY, ScopeKind.ERSPAN]);

const NONE: readonly number[] = [];

/** A bound on what a hostile capture can make us remember; scopes beyond it are one. */
const MAX_SCOPES = 65_536;
const OVERFLOW: number = MAX_SCOPES - 1;

/**
 * One scope in `#records`, in words:
 *
 * ```
 * 0 parent   1 kind   2–9 identity: a number, or two addresses
 * ```
 */
const WORDS = 10;

const RECENT = 64;

/** The scopes that one decoder has met. */
export class Scopes {
  #records: Int32Array = new Int32Array(64 * WORDS);
  /** Open addressing, twice as many slots as records; 0 is free. */
  #slots: Int32Array = new Int32Array(128);
  #count = 1;
  /** Steps by number met lately, as id, kind, parent, scope: tagged traffic asks for every packet. */
  readonly #recent: Int32Array = new Int32Array(RECENT * 4);
  readonly #key: Int32Array = new Int32Array(WORDS);

  /** Scopes met so far, the empty one included. */
  get size(): number {
    return this.#count;
  }

  /** The scope of a step known by a number. */
  numbered(parent: number, kind: ScopeKind, id: number): number {
    const recent = this.#recent;
    const at = ((parent * 5 + kind * 3 + id) & (RECENT - 1)) * 4;
    if (recent[at] === id && recent[at + 1] === kind && recent[at + 2] === parent) return recent[at + 3]!;
    const scope = this.#findNumbered(parent, kind, id);
    recent[at] = id;
    recent[at + 1] = kind;
    recent[at + 2] = parent;
    recent[at + 3] = scope;
    return scope;
  }

  /** The scope of a step known by its outer addresses, which `outer` holds. */
  between(parent: number, kind: ScopeKind, outer: Segment): number {
    const key = this.#key;
    const swapped = isDestinationLower(outer);
    key[0] = parent;
    key[1] = kind;
    putSource(key, swapped ? 6 : 2, outer);
    putDestination(key, swapped ? 2 : 6, outer);
    return this.#intern();
  }

  /** VLAN ids, outermost first. */
  vlan(id: number): readonly number[] {
    if (id === 0) return NONE;
    return this.#path(id, (kind, identity) => (kind === ScopeKind.VLAN ? identity : null));
  }

  /** Names of the tunnels such as `vxlan:42`, outermost first and joined by `/`; null outside of any. */
  tunnel(id: number): string | null {
    if (id === 0) return null;
    if (id === OVERFLOW) return 'other';
    const names = this.#path(id, (kind, identity) => {
      if (kind === ScopeKind.VLAN) return null;
      return NUMBERED.has(kind) ? `${NAMES[kind]}:${identity >>> 0}` : NAMES[kind]!;
    });
    return names.length === 0 ? null : names.join('/');
  }

  #findNumbered(parent: number, kind: ScopeKind, id: number): number {
    const key = this.#key;
    key[0] = parent;
    key[1] = kind;
    key[2] = id;
    key.fill(0, 3);
    return this.#intern();
  }

  #path<T>(id: number, read: (kind: number, identity: number) => T | null): T[] {
    const steps: T[] = [];
    if (id >= this.#count) return steps;
    for (let scope = id; scope !== 0; scope = this.#records[scope * WORDS]!) {
      const step = read(this.#records[scope * WORDS + 1]!, this.#records[scope * WORDS + 2]!);
      if (step !== null) steps.push(step);
    }
    return steps.reverse();
  }

  /** The scope of `#key`, a new one if need be. */
  #intern(): number {
    const slot = this.#find();
    const known = this.#slots[slot]!;
    if (known !== 0) return known;
    if (this.#count >= OVERFLOW) return OVERFLOW;
    const scope = this.#count++;
    this.#records.set(this.#key, scope * WORDS);
    this.#slots[slot] = scope;
    if (this.#count * WORDS === this.#records.length) this.#grow();
    return scope;
  }

  /** The slot that holds `#key`, or the free one where it belongs. */
  #find(): number {
    const key = this.#key;
    const mask = this.#slots.length - 1;
    let hash = 0;
    for (let i = 0; i < WORDS; i++) hash = Math.imul(hash ^ key[i]!, 0x9e3779b1) ^ (hash >>> 15);
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const scope = this.#slots[slot]!;
      if (scope === 0 || this.#isKey(scope)) return slot;
    }
  }

  #isKey(scope: number): boolean {
    const at = scope * WORDS;
    for (let i = 0; i < WORDS; i++) if (this.#records[at + i] !== this.#key[i]) return false;
    return true;
  }

  #grow(): void {
    const records = new Int32Array(this.#records.length * 2);
    records.set(this.#records);
    this.#records = records;
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let scope = 1; scope < this.#count; scope++) {
      this.#key.set(records.subarray(scope * WORDS, (scope + 1) * WORDS));
      this.#slots[this.#find()] = scope;
    }
  }
}

function isDestinationLower(segment: Segment): boolean {
  if (segment.source0 !== segment.destination0) return segment.destination0 < segment.source0;
  if (segment.source1 !== segment.destination1) return segment.destination1 < segment.source1;
  if (segment.source2 !== segment.destination2) return segment.destination2 < segment.source2;
  return segment.destination3 < segment.source3;
}

function putSource(key: Int32Array, at: number, segment: Segment): void {
  key[at] = segment.source0;
  key[at + 1] = segment.source1;
  key[at + 2] = segment.source2;
  key[at + 3] = segment.source3;
}

function putDestination(key: Int32Array, at: number, segment: Segment): void {
  key[at] = segment.destination0;
  key[at + 1] = segment.destination1;
  key[at + 2] = segment.destination2;
  key[at + 3] = segment.destination3;
}
