/**
 * Looks over all flows and picks those that the screen shows: one cheap pass that counts pairs of states and keeps the
 * first in the order asked for. Rows are built for those in view only.
 */
import { Follower } from '../../conntrack/account/follower.ts';
import { factsOf } from '../../conntrack/evidence.ts';
import { byWeight, Diagnosis, troublesOf } from '../../conntrack/findings/diagnosis.ts';
import type { Finding, ProcessOf } from '../../conntrack/findings/finding.ts';
import { gravest } from '../../conntrack/findings/list.ts';
import type { CaptureQuality } from '../../conntrack/findings/rule.ts';
import { Sweep } from '../../conntrack/findings/sweep.ts';
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { FlowRows } from '../../conntrack/flow-rows.ts';
import type { LiveFlows } from '../../conntrack/live-flows.ts';
import type { FlowRow } from '../../conntrack/snapshot.ts';
import { sortKey } from '../../conntrack/sort-keys.ts';
import { UNKNOWN } from '../../conntrack/states.ts';
import type { Tracker } from '../../conntrack/tracker.ts';
import type { Filter } from '../filter.ts';
import { fitting, Glance } from '../glance.ts';
import type { Order } from '../order.ts';
import { CLIENT_AND_SERVER, localAndPeer, type Sides } from '../sides.ts';
import { Best } from './best.ts';
import { Departed } from './departed.ts';
import { Locals, type ThisHost } from './locals.ts';
import { MarkedRows } from './marked-rows.ts';
import type { Detail, ScreenRow } from './picture.ts';
import { shows, showsLetGo, TABS, type Tab } from './tabs.ts';

/** Rows that can be scrolled to: who looks for one of more filters. */
export const MOST_ROWS = 2000;
const CODES: number = UNKNOWN + 1;

const NO_PROCESSES = { client: null, server: null } as const;

/** What is to be shown. */
export interface Wish {
  readonly accepts: Filter | null;
  readonly tab: Tab;
  readonly order: Order;
  readonly closedToo: boolean;
}

/** How many connections there are. */
export interface Tally {
  /** By the states of the end that stands first (times 12) and of the other. */
  readonly pairs: Int32Array;
  /** In each of `TABS`. */
  readonly tabs: readonly number[];
  /** Whether an end of any of them is of this host. */
  readonly anyLocal: boolean;
}

/** Which connections are shown. */
export interface Selection {
  readonly matching: number;
  readonly ids: readonly number[];
}

/** What is needed of a tracker. */
export type Watched = Pick<Tracker, 'flows' | 'follow'>;

export class Survey {
  readonly departed: Departed;
  readonly #tracker: Watched;
  readonly #flows: LiveFlows;
  /** What was wrong with connections let go, and is with those that there are. */
  readonly #past: Diagnosis;
  readonly #sweep: Sweep;
  readonly #fits: ((flow: FlowCursor) => boolean) | null;
  #findings: readonly Finding[] | null = null;
  readonly #remember: () => FlowRows;
  readonly #processOf: ProcessOf;
  readonly #locals: Locals;
  readonly #localSides: Sides;
  /** Everything there was when the picture was frozen; null while it is not. */
  #frozen: MarkedRows | null = null;
  #tally: Tally = { pairs: new Int32Array(CODES ** 2), tabs: [], anyLocal: false };
  #best: Best = new Best(0);
  #matching = 0;
  /** The connection that is looked at. */
  #followed: { readonly number: number; readonly witness: Follower } | null = null;
  /** Where the selected connections are: places among the live flows, or ~ those in `#runs`, one after the other. */
  #places: readonly number[] = [];
  #runs: readonly MarkedRows[] = [];

  /** @param remember makes a memory for rows; `accepts` says which connections there are for the screen at all */
  constructor(tracker: Watched, { addresses, processOf }: ThisHost, remember: () => FlowRows, accepts: Filter | null) {
    this.#tracker = tracker;
    this.#flows = tracker.flows;
    this.#remember = remember;
    this.#fits = fitting(accepts);
    this.#past = new Diagnosis(processOf);
    this.#sweep = new Sweep(this.#past, this.#fits);
    this.#processOf = processOf ?? (() => null);
    this.#locals = new Locals(addresses);
    this.#localSides = localAndPeer((address) => this.#locals.has(address));
    this.departed = new Departed(remember);
  }

  /** What was counted last. */
  get tally(): Tally {
    return this.#tally;
  }

  /** Which end stands first: that of this host where there was any such flow. */
  get sides(): Sides {
    return this.#tally.anyLocal ? this.#localSides : CLIENT_AND_SERVER;
  }

  /** Keeps everything as it is now, to be looked at instead; false lets go of it. */
  freeze(on: boolean): void {
    if (on === (this.#frozen !== null)) return;
    this.#frozen = null;
    if (!on) return;
    const frozen = new MarkedRows(this.#remember());
    this.#flows.visit((cursor) => frozen.add(cursor, troublesOf(cursor)));
    this.#frozen = frozen;
  }

  /** Counts, and selects what is to be shown. */
  take(wish: Wish): Selection {
    this.#best = new Best(MOST_ROWS);
    this.#matching = 0;
    this.#runs = this.#frozen === null ? this.departed.runs : [this.#frozen];
    if (this.#frozen === null) this.#pass(wish);
    let before = 0;
    for (const run of this.#runs) {
      this.#passRows(run, before, wish);
      before += run.rows.length;
    }
    const entries = this.#best.inOrder();
    this.#places = entries.map(({ place }) => place);
    return { matching: this.#matching, ids: entries.map(({ id }) => id) };
  }

  /** Some of the selected connections; to be asked before the tracker goes on. */
  rows(from: number, to: number): ScreenRow[] {
    return this.#places.slice(from, to).map((place) => (place < 0 ? this.#rowAt(~place) : this.#liveRow(place)));
  }

  /** A connection is let go: its row is kept a while, and what was wrong with it. */
  letGo(flow: FlowCursor): void {
    const isShown = this.#fits === null || this.#fits(flow);
    this.departed.add(flow, isShown ? this.#past.look(flow) : []);
  }

  /** Looks at some connections for what is wrong with them; true when all have been looked at. To be asked before the tracker goes on. */
  sweep(capture: () => CaptureQuality): boolean {
    const found = this.#sweep.step(this.#flows, capture);
    if (found !== null) this.#findings = byWeight(found.map(({ finding }) => finding));
    return found !== null;
  }

  /** Looks at all of them, as they are now. */
  sweepWhole(capture: () => CaptureQuality): void {
    this.#sweep.restart();
    while (!this.sweep(capture));
  }

  /** What the latest sweep found, heaviest first; null before the first has ended. */
  get findings(): readonly Finding[] | null {
    return this.#findings;
  }

  /** All that is known of a connection; of one that was let go, what was known `before`, or its row if it is shown. */
  detail(id: number, before: Detail | null): Detail | null {
    const cursor = this.#flows.find(id);
    if (cursor !== null) {
      const account = this.#follow(cursor).account(cursor);
      const { client, server } = cursor;
      return {
        flow: cursor.snapshot(),
        row: cursor.row(),
        facts: factsOf(cursor),
        history: cursor.history(),
        account,
        processes: { client: this.#processOf(cursor, client), server: this.#processOf(cursor, server) },
      };
    }
    if (before?.row.id === id) return { ...before, flow: null };
    const row = this.#letGo(id);
    return row === null ? null : { flow: null, row, facts: [], history: [], account: null, processes: NO_PROCESSES };
  }

  /** Nobody looks at a connection any more. */
  lookAway(): void {
    if (this.#followed === null) return;
    this.#followed = null;
    this.#tracker.follow(null);
  }

  /** Has every segment of the connection told from now on. */
  #follow(cursor: FlowCursor): Follower {
    const { number, index } = cursor.flow;
    if (this.#followed?.number === number) return this.#followed.witness;
    const witness = new Follower(cursor);
    this.#followed = { number, witness };
    this.#tracker.follow({ place: index, witness });
    return witness;
  }

  #pass({ accepts, tab, order, closedToo }: Wish): void {
    const best = this.#best;
    const pairs = new Int32Array(CODES ** 2);
    const { key, descending } = order;
    let glance: Glance | null = null;
    let anyLocal = this.#tally.anyLocal;
    this.#flows.visit((cursor, place) => {
      const client = cursor.client.state;
      const server = cursor.server.state;
      anyLocal ||= this.#locals.either(cursor);
      pairs[this.#locals.serverOnly(cursor) ? server * CODES + client : client * CODES + server]!++;
      if (!shows(tab, client, server, closedToo)) return;
      if (accepts !== null) {
        glance ??= new Glance(cursor);
        if (!accepts(glance)) return;
      }
      this.#matching++;
      const rank = ranked(sortKey(cursor, key), descending);
      if (best.wants(rank)) best.offer(rank, tieOf(sortKey(cursor, 'since')), cursor.flow.number, place);
    });
    this.#tally = { pairs, tabs: TABS.map((each) => countIn(each, pairs)), anyLocal };
  }

  #passRows(run: MarkedRows, before: number, { accepts, tab, order, closedToo }: Wish): void {
    const { rows } = run;
    const best = this.#best;
    const { key, descending } = order;
    const frozen = run === this.#frozen;
    if (!frozen && !showsLetGo(tab, closedToo)) return;
    for (let i = 0; i < rows.length; i++) {
      const pair = rows.pair(i);
      if (frozen && !shows(tab, Math.floor(pair / CODES), pair % CODES, closedToo)) continue;
      if (accepts !== null && !accepts(rows.row(i))) continue;
      this.#matching++;
      const rank = ranked(rows.key(i, key), descending);
      if (best.wants(rank)) best.offer(rank, tieOf(rows.key(i, 'since')), rows.id(i), ~(before + i));
    }
  }

  #liveRow(place: number): ScreenRow {
    const cursor = this.#flows.at(place);
    return { ...cursor.row(), trouble: gravest(troublesOf(cursor)) };
  }

  #rowAt(index: number): ScreenRow {
    let at = index;
    for (const run of this.#runs) {
      if (at < run.rows.length) return run.row(at);
      at -= run.rows.length;
    }
    throw new RangeError(`no row ${index}`);
  }

  #letGo(id: number): FlowRow | null {
    for (const { rows } of this.departed.runs) {
      for (let i = rows.length - 1; i >= 0; i--) if (rows.id(i) === id) return rows.row(i);
    }
    return null;
  }
}

/** Lower comes first; what has no key comes last either way. */
function ranked(key: number, descending: boolean): number {
  if (Number.isNaN(key)) return Number.POSITIVE_INFINITY;
  return descending ? -key : key;
}

/** Of equals, those that have been so the longest come first. */
function tieOf(since: number): number {
  return Number.isNaN(since) ? Number.POSITIVE_INFINITY : since;
}

function countIn(tab: Tab, pairs: Int32Array): number {
  let count = 0;
  for (let pair = 0; pair < pairs.length; pair++) {
    if (pairs[pair]! > 0 && shows(tab, Math.floor(pair / CODES), pair % CODES, false)) count += pairs[pair]!;
  }
  return count;
}
