/** Looks over the flows that there are for what is wrong with them, some at a time, so that no packet waits for long. */
import type { FlowCursor } from '../flow-cursor.ts';
import type { LiveFlows } from '../live-flows.ts';
import type { Conclusion, Diagnosis } from './diagnosis.ts';
import type { CaptureQuality } from './rule.ts';

/** Places of flows that are looked at in a step: a few milliseconds, even where each of them is in trouble. */
const STEP = 2048;

export class Sweep {
  readonly #flows: LiveFlows;
  readonly #look: (flow: FlowCursor) => void;
  readonly #diagnosis: Diagnosis;
  #place = 0;

  /** @param past what was wrong with flows let go; `accepts` says which flows count, null for all */
  constructor(flows: LiveFlows, past: Diagnosis, accepts: ((flow: FlowCursor) => boolean) | null) {
    this.#flows = flows;
    const diagnosis = past.copy();
    this.#diagnosis = diagnosis;
    this.#look = (flow) => {
      if (accepts === null || accepts(flow)) diagnosis.look(flow);
    };
  }

  /** Looks at the next flows; whether that were the last. To be asked before the tracker goes on. */
  step(): boolean {
    const to = this.#place + STEP;
    this.#flows.visit(this.#look, this.#place, to);
    this.#place = to;
    return to >= this.#flows.end;
  }

  conclusions(capture: CaptureQuality): Conclusion[] {
    return this.#diagnosis.conclusions(capture);
  }
}
