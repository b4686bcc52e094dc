/** Lines of text, one for each flow that is shown: those that the filter lets pass, in the order asked for, up to the limit. */

import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import type { FlowRows } from '../conntrack/flow-rows.ts';
import type { Filter } from './filter.ts';
import { type Order, ordered } from './order.ts';

export interface Choice {
  /** Null lets every flow pass. */
  readonly accepts: Filter | null;
  readonly limit: number;
  /** Null is the order in which flows end: their lines are then written at once and kept nowhere. */
  readonly order: Order | null;
  readonly remember: () => FlowRows;
}

export class ChosenLines {
  /** How many were written. */
  shown = 0;
  readonly #choice: Choice;
  readonly #write: (line: string) => void;
  readonly #rows: FlowRows;
  readonly #kept: string[] = [];

  constructor(choice: Choice, write: (line: string) => void) {
    this.#choice = choice;
    this.#rows = choice.remember();
    this.#write = write;
  }

  /** A flow; `line` is called where its line is needed. */
  offer(flow: FlowCursor, line: () => string): void {
    const { accepts, limit, order } = this.#choice;
    if (order === null && this.shown >= limit) return;
    if (accepts !== null && !accepts(flow.row())) return;
    if (order === null) {
      this.shown++;
      this.#write(line());
    } else {
      this.#rows.add(flow);
      this.#kept.push(line());
    }
  }

  /** There are no more flows. */
  end(): void {
    const { limit, order } = this.#choice;
    if (order === null) return;
    for (const place of ordered(this.#rows, order)) {
      if (this.shown >= limit) return;
      this.shown++;
      this.#write(this.#kept[place]!);
    }
  }
}
