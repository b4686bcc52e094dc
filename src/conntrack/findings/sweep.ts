/** Looks over the flows that there are for what is wrong with them, some at a time, so that no packet waits for long. */
import type { FlowCursor } from '../flow-cursor.ts';
import type { LiveFlows } from '../live-flows.ts';
import type { Conclusion, Diagnosis } from './diagnosis.ts';
import type { CaptureQuality } from './rule.ts';

/** Places of flows that are looked at in a step: a few milliseconds, even where each of them is in trouble. */
const STEP = 2048;

export class Sweep {
  readonly #past: Diagnosis;
  readonly #accepts: ((flow: FlowCursor) => boolean) | null;
  /** Of the sweep that goes on. */
  #diagnosis: Diagnosis | null = null;
  #place = 0;

  /** @param past what was wrong with flows let go; `accepts` says which flows count, null for all */
  constructor(past: Diagnosis, accepts: ((flow: FlowCursor) => boolean) | null) {
    this.#past = past;
    this.#accepts = accepts;
  }

  /**
   * Looks at the next flows. When these were the last it says what is wrong with all, and begins anew with the next step; else null. To be
   * asked between two batches.
   */
  step(flows: LiveFlows, capture: () => CaptureQuality): Conclusion[] | null {
    this.#diagnosis ??= this.#past.copy();
    const diagnosis = this.#diagnosis;
    const accepts = this.#accepts;
    const to = this.#place + STEP;
    flows.visit(
      (flow) => {
        if (accepts === null || accepts(flow)) diagnosis.look(flow);
      },
      this.#place,
      to,
    );
    this.#place = to;
    if (to < flows.end) return null;
    this.restart();
    return diagnosis.conclusions(capture());
  }

  /** The next step begins anew. */
  restart(): void {
    this.#diagnosis = null;
    this.#place = 0;
  }
}
