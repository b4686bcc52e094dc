/**
 * Findings as they become known: at once what shows when a flow is let go, and by regular sweeps what flows show that stay.
 *
 * Each is told when it is new at its place, when it has become graver, and when it has doubled; not as long as it stays.
 */
import type { FlowCursor } from '../flow-cursor.ts';
import type { LiveFlows } from '../live-flows.ts';
import { byWeight, type Conclusion, Diagnosis } from './diagnosis.ts';
import type { Finding, ProcessOf } from './finding.ts';
import { type CaptureQuality, SECOND } from './rule.ts';
import { Sweep } from './sweep.ts';

/** What has been gone for so long is new when it comes again. */
const FORGOTTEN = 60 * SECOND;

/** What was told of a place: of how many connections, and when it was last found. */
interface Told {
  readonly count: number;
  readonly found: number;
}

/** Is told a finding, and when it was found, in nanoseconds since the capture's epoch. */
export type Say = (finding: Finding, now: number) => void;

export class News {
  readonly #past: Diagnosis;
  readonly #told = new Map<string, Told>();
  readonly #sweep: Sweep;

  /** @param accepts which of the flows that are swept count; null for all. `processOf` as for `Diagnosis` */
  constructor(accepts: ((flow: FlowCursor) => boolean) | null, processOf: ProcessOf | null = null) {
    this.#past = new Diagnosis(processOf);
    this.#sweep = new Sweep(this.#past, accepts);
  }

  /** Takes in a flow that is let go; returns the ids of what is wrong with it. */
  letGo(flow: FlowCursor): readonly string[] {
    return this.#past.look(flow);
  }

  /**
   * Says what is news: what the flows let go lately show, and, where `flows` are given, goes on with a sweep of those, or begins one, and
   * says at its end what all show. True if it ended. To be asked between two batches.
   */
  tell(capture: () => CaptureQuality, flows: LiveFlows | null, say: Say): boolean {
    if (this.#past.hasGrown) this.#say(this.#past.grown(capture()), capture(), say);
    if (flows === null) return false;
    const found = this.#sweep.step(flows, capture);
    if (found === null) return false;
    this.#say(found, capture(), say);
    this.#forget(capture().end);
    return true;
  }

  /** When all flows have been let go: says what has not been told as it is now. */
  tellRest(capture: CaptureQuality, say: Say): void {
    this.#say(this.#past.conclusions(capture), capture, say, (count, told) => count !== told);
  }

  /** Those that are `due` or were never told, heaviest first; they count as told from now on. */
  #say(
    conclusions: readonly Conclusion[],
    { end }: CaptureQuality,
    say: Say,
    due: (count: number, told: number) => boolean = hasDoubled,
  ): void {
    const news = conclusions.filter(({ key, finding: { severity, count } }) => {
      const graded = `${severity} ${key}`;
      const told = this.#told.get(graded);
      const isNews = told === undefined || due(count, told.count);
      this.#told.set(graded, { count: isNews ? count : told.count, found: end });
      return isNews;
    });
    for (const finding of byWeight(news.map(({ finding }) => finding))) say(finding, end);
  }

  #forget(now: number): void {
    for (const [key, { found }] of this.#told) if (now - found > FORGOTTEN) this.#told.delete(key);
  }
}

function hasDoubled(count: number, told: number): boolean {
  return told > 0 && count >= 2 * told;
}
