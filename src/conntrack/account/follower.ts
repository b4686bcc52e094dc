/** Keeps the account of one connection that was already going on when somebody began to look at it. */
import type { Segment } from '../../decode/segment.ts';
import type { Flow } from '../flow.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import type { Aside, Witness } from '../witness.ts';
import { accountOf } from './account.ts';
import { Folding } from './folding.ts';
import type { Account } from './lines.ts';
import { Teller } from './teller.ts';

/** Lines that are kept, half of them from the beginning, half from the end. */
const MOST_LINES = 2000;

/** To be given to `Tracker.follow` together with the place of the flow. */
export class Follower implements Witness {
  readonly #number: number;
  readonly #teller: Teller;

  constructor(flow: FlowCursor) {
    this.#number = flow.flow.number;
    this.#teller = new Teller(new Folding(true, MOST_LINES, { left: MOST_LINES }), flow.anomalies, flow.flow.notes);
  }

  /** What has happened since, behind what is known of before; null of another flow. */
  account(flow: FlowCursor): Account | null {
    return flow.flow.number === this.#number ? accountOf(flow, this.#teller) : null;
  }

  opened(): void {}

  before(flow: Flow): void {
    if (flow.number === this.#number) this.#teller.before(flow);
  }

  after(flow: Flow, segment: Segment): void {
    if (flow.number === this.#number) this.#teller.after(flow, segment);
  }

  aside(flow: Flow, segment: Segment, why: Aside): void {
    if (flow.number === this.#number) this.#teller.aside(flow, segment, why);
  }
}
