/**
 * The flows that a tracker remembers now, to be read between segments: as they are at the time that the capture has reached.
 *
 * A cursor stands on one flow at a time. It is valid until it is moved, or the tracker takes in more.
 */
import type { FlowCursor } from './flow-cursor.ts';
import { Cold, FLOW_WORDS } from './flow-record.ts';
import type { FlowTable } from './flow-table.ts';

export class LiveFlows {
  readonly #table: FlowTable;
  readonly #cursor: FlowCursor;
  readonly #now: () => number;

  constructor(table: FlowTable, cursor: FlowCursor, now: () => number) {
    this.#table = table;
    this.#cursor = cursor;
    this.#now = now;
  }

  /** Behind the last place of a flow. */
  get end(): number {
    return this.#table.end;
  }

  /** Shows every flow to `look`, with its place, or those in the places [from, to). Nothing is allocated. */
  visit(look: (flow: FlowCursor, place: number) => void, from: number = 0, to: number = this.end): void {
    const table = this.#table;
    const cursor = this.#cursor;
    const now = this.#now();
    const end = Math.min(to, table.end);
    for (let place = from; place < end; place++) {
      if (!table.isLive(place)) continue;
      cursor.at(place, now);
      look(cursor, place);
    }
  }

  /** The flow in a place that `visit` gave. */
  at(place: number): FlowCursor {
    this.#cursor.at(place, this.#now());
    return this.#cursor;
  }

  /** The flow with that number (`FlowRow.id`); null where it has been let go. */
  find(id: number): FlowCursor | null {
    const { end, words } = this.#table;
    for (let place = 0; place < end; place++) {
      if (words[place * FLOW_WORDS + Cold.NUMBER] === id && this.#table.isLive(place)) return this.at(place);
    }
    return null;
  }
}
