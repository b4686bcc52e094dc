/** What does not happen in a smooth connection, counted for each endpoint; kept only for flows in which it did. */
import { Flag as F, type Flag } from '../decode/segment.ts';
import type { Endpoint } from './endpoint.ts';
import type { Flow } from './flow.ts';
import { NONE } from './flow-record.ts';

/** The counters of an endpoint, and their places in a record. */
export const Anomaly = {
  RETRANSMISSION: 0,
  OUT_OF_ORDER: 1,
  DUPLICATE: 2,
  DUPLICATE_ACK: 3,
  WINDOW_UPDATE: 4,
  ZERO_WINDOW: 5,
  KEEP_ALIVE: 6,
  WINDOW_PROBE: 7,
  /** What of the flag counts does not fit into `Endpoint.counts`. */
  MORE_SYN: 8,
  MORE_FIN: 9,
  MORE_RST: 10,
} as const;

export type Anomaly = (typeof Anomaly)[keyof typeof Anomaly];

const HALF = 11;
const RECORD = 2 * HALF;

/** Fields of `Endpoint.counts`. */
const SYN = { shift: 0, most: 0xfff, more: Anomaly.MORE_SYN };
const FIN = { shift: 12, most: 0x3ff, more: Anomaly.MORE_FIN };
const RST = { shift: 22, most: 0x3ff, more: Anomaly.MORE_RST };

type FlagField = typeof SYN | typeof FIN | typeof RST;

export class Anomalies {
  /** Room for a record of every flow: the operating system gives a page only when it is touched. */
  readonly #counters: Int32Array;
  /** Released records, each of which names the next in its first word. */
  #free = NONE;
  /** Records from here on have never been used. */
  #fresh = 0;

  constructor(capacity: number) {
    this.#counters = new Int32Array(capacity * RECORD);
  }

  /** Counts one more. */
  count(flow: Flow, endpoint: Endpoint, anomaly: Anomaly): void {
    if (flow.anomalies === NONE) flow.anomalies = this.#take();
    this.#counters[flow.anomalies * RECORD + endpoint.half * HALF + anomaly]!++;
  }

  /** How often it happened. */
  of(flow: Flow, half: number, anomaly: Anomaly): number {
    return flow.anomalies === NONE ? 0 : this.#counters[flow.anomalies * RECORD + half * HALF + anomaly]!;
  }

  /** Counts the flags SYN, FIN and RST of a segment. */
  countFlags(flow: Flow, sender: Endpoint, flags: number): void {
    if (flags & F.SYN) this.#countFlag(flow, sender, SYN);
    if (flags & F.FIN) this.#countFlag(flow, sender, FIN);
    if (flags & F.RST) this.#countFlag(flow, sender, RST);
  }

  /** How many segments of the endpoint carried the flag. */
  flagCount(flow: Flow, endpoint: Endpoint, flag: typeof Flag.SYN | typeof Flag.FIN | typeof Flag.RST): number {
    const field = flag === F.SYN ? SYN : flag === F.FIN ? FIN : RST;
    const few = (endpoint.counts >>> field.shift) & field.most;
    return few + this.of(flow, endpoint.half, field.more) * (field.most + 1);
  }

  /** Gives the flow's record back. */
  release(flow: Flow): void {
    if (flow.anomalies === NONE) return;
    this.#counters[flow.anomalies * RECORD] = this.#free;
    this.#free = flow.anomalies;
    flow.anomalies = NONE;
  }

  #countFlag(flow: Flow, sender: Endpoint, field: FlagField): void {
    const count = ((sender.counts >>> field.shift) & field.most) + 1;
    if (count > field.most) this.count(flow, sender, field.more);
    sender.counts = (sender.counts & ~(field.most << field.shift)) | ((count & field.most) << field.shift);
  }

  #take(): number {
    if (this.#free === NONE) return this.#fresh++;
    const record = this.#free;
    const at = record * RECORD;
    this.#free = this.#counters[at]!;
    this.#counters.fill(0, at, at + RECORD);
    return record;
  }
}
