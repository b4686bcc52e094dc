/** Lines of text, one for each flow that is shown: those that the filter lets pass, in the order asked for, up to the limit. */

import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import type { FlowRows } from '../conntrack/flow-rows.ts';
import type { Filter } from './filter.ts';
import { type Order, ordered } from './order.ts';
import type { Sink } from './sink.ts';

/** Which flows are shown, and in which order. */
export interface Choice {
  readonly sink: Sink;
  /** Null lets every flow pass. */
  readonly accepts: Filter | null;
  /** How many flows are shown at most; Infinity for all. */
  readonly limit: number;
  /** Null is the order in which flows end: their lines are then written at once and kept nowhere. */
  readonly order: Order | null;
  /** A memory of flows, for what is shown in another order than that. */
  readonly remember: () => FlowRows;
}

/** What stands before the first line, and before each of the others. */
export interface Separators {
  readonly first: string;
  readonly next: string;
}

export class ChosenLines {
  /** How many were written. */
  shown = 0;
  readonly #choice: Choice;
  /** Writes the line of a flow to the sink. */
  readonly #line: (flow: FlowCursor) => void;
  readonly #separators: Separators;
  readonly #rows: FlowRows;
  readonly #kept: string[] = [];

  constructor(choice: Choice, line: (flow: FlowCursor) => void, separators: Separators = { first: '', next: '' }) {
    this.#choice = choice;
    this.#rows = choice.remember();
    this.#line = line;
    this.#separators = separators;
  }

  offer(flow: FlowCursor): void {
    const { accepts, limit, order, sink } = this.#choice;
    if (order === null && this.shown >= limit) return;
    if (accepts !== null && !accepts(flow.row())) return;
    if (order === null) {
      this.#separate();
      this.#line(flow);
      sink.settle();
    } else {
      this.#rows.add(flow);
      const start = sink.out.length;
      this.#line(flow);
      this.#kept.push(sink.out.textFrom(start));
      sink.out.clear(start);
    }
  }

  /** There are no more flows. */
  end(): void {
    const { limit, order, sink } = this.#choice;
    if (order === null) return;
    for (const place of ordered(this.#rows, order)) {
      if (this.shown >= limit) return;
      this.#separate();
      sink.text(this.#kept[place]!);
    }
  }

  #separate(): void {
    const { first, next } = this.#separators;
    this.#choice.sink.out.text(this.shown === 0 ? first : next);
    this.shown++;
  }
}
