/** Keeps the accounts of chosen connections while a capture passes, in bounded memory. */
import type { Segment } from '../../decode/segment.ts';
import type { Flow } from '../flow.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import type { Transition } from '../snapshot.ts';
import type { Aside, Witness } from '../witness.ts';
import { accountOf } from './account.ts';
import { type Budget, Folding } from './folding.ts';
import type { Account } from './lines.ts';
import { Teller } from './teller.ts';

/** Connections that are watched at one time. */
export const MOST_WATCHED = 10_000;
/** Lines that are kept at one time, of all connections. */
const MOST_LINES_IN_ALL = 150_000;
const MOST_LINES = 2000;
const MOST_UNFOLDED_LINES = 100_000;

export interface AccountsOptions {
  /** Which connections are to be told, asked when one opens. */
  readonly wants: (flow: FlowCursor) => boolean;
  /** How many accounts are kept; those that stand first by `order`. */
  readonly most: number;
  /** Negative where the first of the two is told before the other. */
  readonly order: (a: Account, b: Account) => number;
  /** Every segment a line of its own. Default false. */
  readonly unfolded?: boolean;
  /** Lines that are kept of one connection, half of them from its beginning, half from its end. Default 2000; 100,000 unfolded. */
  readonly mostLines?: number;
}

/** To be the `witness` of a tracker with a journal, whose `onTransition` and `onFlow` are handed on to it. */
export class Accounts implements Witness {
  /** Connections that were wanted but not watched, since there were too many at one time. */
  unwatched = 0;
  /** Accounts that were let go because others stand before them. */
  surplus = 0;
  readonly #options: AccountsOptions;
  readonly #tellers = new Map<number, Teller>();
  readonly #budget: Budget = { left: MOST_LINES_IN_ALL };
  readonly #told: Account[] = [];

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** The accounts of the connections that have been let go, in order. */
  get told(): readonly Account[] {
    return this.#told;
  }

  opened(flow: FlowCursor): void {
    if (!this.#options.wants(flow)) return;
    if (this.#tellers.size >= MOST_WATCHED) {
      this.unwatched++;
      return;
    }
    const { unfolded = false, mostLines = unfolded ? MOST_UNFOLDED_LINES : MOST_LINES } = this.#options;
    const folding = new Folding(!unfolded, mostLines, this.#budget);
    this.#tellers.set(flow.flow.number, new Teller(folding, flow.anomalies));
  }

  before(flow: Flow): void {
    this.#tellers.get(flow.number)?.before(flow);
  }

  after(flow: Flow, segment: Segment): void {
    this.#tellers.get(flow.number)?.after(flow, segment);
  }

  aside(flow: Flow, segment: Segment, why: Aside): void {
    this.#tellers.get(flow.number)?.aside(flow, segment, why);
  }

  /** A change of state that the tracker has announced. */
  transition(transition: Transition): void {
    this.#tellers.get(transition.flow)?.transition(transition);
  }

  /** A flow that the tracker lets go. */
  letGo(flow: FlowCursor): void {
    const { number } = flow.flow;
    const teller = this.#tellers.get(number);
    if (teller === undefined) return;
    this.#tellers.delete(number);
    const account = accountOf(flow, teller);
    teller.folding.end();
    const { order, most } = this.#options;
    const before = this.#told.findIndex((told) => order(account, told) < 0);
    this.#told.splice(before < 0 ? this.#told.length : before, 0, account);
    if (this.#told.length > most) {
      this.#told.pop();
      this.surplus++;
    }
  }
}
