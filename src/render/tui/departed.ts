/** The latest connections that were let go, as rows: two runs of them, of which the older is dropped when the newer is full. */
import type { FlowCursor } from '../../conntrack/flow-cursor.ts';
import type { FlowRows } from '../../conntrack/flow-rows.ts';
import { MarkedRows } from './marked-rows.ts';

/** Connections in a run: between one and two of these are kept. */
const RUN = 10_000;

export class Departed {
  readonly #remember: () => FlowRows;
  #older: MarkedRows | null = null;
  #newer: MarkedRows;

  constructor(remember: () => FlowRows) {
    this.#remember = remember;
    this.#newer = new MarkedRows(remember());
  }

  /** `findings` are the ids of what was wrong with it. */
  add(cursor: FlowCursor, findings: readonly string[]): void {
    if (this.#newer.rows.length === RUN) {
      this.#older = this.#newer;
      this.#newer = new MarkedRows(this.#remember());
    }
    this.#newer.add(cursor, findings);
  }

  /** The runs that there are. */
  get runs(): readonly MarkedRows[] {
    return this.#older === null ? [this.#newer] : [this.#older, this.#newer];
  }
}
