/** All that is remembered of flows: the table, and what only some of them have. */
import type { Announcer } from './announcement.ts';
import { Anomalies } from './anomalies.ts';
import type { Endpoint } from './endpoint.ts';
import { FACTS } from './facts.ts';
import { Flow } from './flow.ts';
import { FlowTable } from './flow-table.ts';
import { Gaps } from './gaps.ts';
import { WaitingSyns } from './incarnations.ts';
import { NoteProofs } from './note-proofs.ts';
import { Prediction } from './prediction.ts';
import { Silences } from './silence.ts';
import { Strays } from './strays.ts';
import { countSegment } from './traffic.ts';
import type { Witness } from './witness.ts';

export class FlowMemory {
  readonly table: FlowTable;
  readonly gaps: Gaps = new Gaps();
  readonly anomalies: Anomalies;
  readonly silences: Silences;
  readonly waiting: WaitingSyns = new WaitingSyns();
  readonly strays: Strays = new Strays();
  readonly #noteProofs = new NoteProofs();
  /** Who hears of transitions; null for nobody. */
  announcer: Announcer | null = null;
  /** Who sees every segment taken in; null for nobody. */
  witness: Witness | null = null;
  /** The number of the frame behind each fact, beside `table.times`; null where nobody asks for histories. */
  readonly #evidence: Int32Array | null;

  constructor(capacity: number, journal: boolean) {
    this.table = new FlowTable(capacity);
    const room = this.table.capacity;
    this.anomalies = new Anomalies(room);
    this.silences = new Silences(room);
    this.#evidence = journal ? new Int32Array(room * 2 * FACTS) : null;
  }

  /** A cursor over the flows. */
  cursor(): Flow {
    return new Flow(this.table, this.#evidence, this.#noteProofs);
  }

  /** The short way over the flows. */
  prediction(): Prediction {
    return new Prediction(this.table, this.#evidence);
  }

  /** Announces how the endpoint's state has changed since its facts were `before`, if it has. */
  settle(flow: Flow, endpoint: Endpoint, before: number, time: number, packet: number): void {
    // Also where a fact is proved only: it may be dated anew by that.
    if (this.announcer !== null && endpoint.facts !== before) {
      this.announcer.announce(flow, endpoint, before, time, packet);
    }
  }

  /** Counts the SYNs that waited on the flow for an answer and will get none. */
  giveUpWaiting(flow: Flow): void {
    for (const unanswered of this.waiting.take(flow)) countSegment(flow, unanswered, this.anomalies);
  }

  /** Forgets the flow; it must be in no slot of the timer wheel. */
  release(flow: Flow): void {
    this.announcer?.forget(flow.index);
    this.gaps.forget(flow.sender);
    this.gaps.forget(flow.receiver);
    if (flow.noted('foreign')) this.strays.forget(flow);
    this.#noteProofs.forget(flow.index, flow.notes);
    this.anomalies.release(flow);
    this.table.release(flow.index);
  }
}
