/** The latest connections that were let go, as rows: two runs of them, of which the older is dropped when the newer is full. */
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { FlowRows } from '../../conntrack/flow-rows.ts';

/** Connections in a run: between one and two of these are kept. */
const RUN = 10_000;

export class Departed {
  readonly #remember: () => FlowRows;
  #older: FlowRows | null = null;
  #newer: FlowRows;

  constructor(remember: () => FlowRows) {
    this.#remember = remember;
    this.#newer = remember();
  }

  add(cursor: FlowCursor): void {
    if (this.#newer.length === RUN) {
      this.#older = this.#newer;
      this.#newer = this.#remember();
    }
    this.#newer.add(cursor);
  }

  /** The runs that there are. */
  get runs(): readonly FlowRows[] {
    return this.#older === null ? [this.#newer] : [this.#older, this.#newer];
  }
}
