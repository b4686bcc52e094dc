/** Says what the rules see in flows as they are let go, and what it amounts to, place by place. */
import { CERTAINTIES } from '../certainty.ts';
import type { Endpoint } from '../endpoint.ts';
import { CloseCause, closeCause, Fact } from '../facts.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import { FlowFlag } from '../flow-record.ts';
import { StateCode } from '../states.ts';
import { type Finding, type ProcessOf, SEVERITIES } from './finding.ts';
import { copiesOf, type Gathered, gather } from './gathered.ts';
import { RULES } from './list.ts';
import { type CaptureQuality, type Rule, SECOND, type Sighting } from './rule.ts';

/** A finding, and what tells it from all others of the same run whatever becomes of it. */
export interface Conclusion {
  readonly key: string;
  readonly finding: Finding;
}

export class Diagnosis {
  /** For each rule, its places by key. */
  #places: readonly Map<string, Gathered>[] = RULES.map(() => new Map());
  /** Places that are new or have doubled since they were asked for. */
  readonly #grown = new Map<Gathered, Rule>();
  readonly #processOf: ProcessOf | null;

  /** @param processOf which process of this host holds an end; null where that is not to be found out */
  constructor(processOf: ProcessOf | null = null) {
    this.#processOf = processOf;
  }

  /** One that goes on from here by itself. */
  copy(): Diagnosis {
    const other = new Diagnosis(this.#processOf);
    other.#places = this.#places.map(copiesOf);
    return other;
  }

  /** Takes in a flow that is let go; returns the ids of what is wrong with it. */
  look(flow: FlowCursor): readonly string[] {
    const ids: string[] = [];
    const smooth = isSmooth(flow);
    for (let i = 0; i < RULES.length; i++) {
      const rule = RULES[i]!;
      const sighting = sightingOf(rule, flow, smooth);
      if (sighting === null) continue;
      const gathered = gather(this.#places[i]!, flow, sighting, this.#processOf);
      if (isPowerOfTwo(gathered.count)) this.#grown.set(gathered, rule);
      if (rule.ofMany !== true) ids.push(rule.id);
    }
    return ids;
  }

  /** What is wrong, heaviest first. */
  conclude(capture: CaptureQuality): Finding[] {
    return byWeight(this.conclusions(capture).map(({ finding }) => finding));
  }

  /** The same, each with its key, in the order of the rules. */
  conclusions(capture: CaptureQuality): Conclusion[] {
    return RULES.flatMap((rule, i) => {
      const verdict = rule.overall?.(capture) ?? null;
      const whole =
        verdict === null ? [] : [{ key: rule.id, finding: { ...kindOf(rule), ...WHOLE_CAPTURE, ...verdict } }];
      const places = [...this.#places[i]!.values()];
      return [...whole, ...places.flatMap((gathered) => judged(rule, gathered, capture))];
    });
  }

  /** Those about places that are new, or where there are twice as many, since this was asked last. */
  grown(capture: CaptureQuality): Conclusion[] {
    const grown = [...this.#grown];
    this.#grown.clear();
    return grown.flatMap(([gathered, rule]) => judged(rule, gathered, capture));
  }

  /** Whether there may be any such. */
  get hasGrown(): boolean {
    return this.#grown.size > 0;
  }
}

/** The ids of what is wrong with one flow. */
export function troublesOf(flow: FlowCursor): readonly string[] {
  const smooth = isSmooth(flow);
  return RULES.filter((rule) => rule.ofMany !== true && sightingOf(rule, flow, smooth) !== null).map(({ id }) => id);
}

function sightingOf(rule: Rule, flow: FlowCursor, smooth: boolean): Sighting | null {
  return smooth && rule.ofSmooth !== true ? null : (rule.look?.(flow) ?? null);
}

/** Whether there is nothing to find: open, or closed by FINs, without a note, an anomaly or a silence. Most flows are so, and it costs little to see. */
function isSmooth(flow: FlowCursor): boolean {
  return (
    flow.noteBits === 0 &&
    flow.isSmooth &&
    !flow.flow.is(FlowFlag.SILENCE) &&
    endedSmoothly(flow.client) &&
    endedSmoothly(flow.server)
  );
}

function endedSmoothly(end: Endpoint): boolean {
  const { state, facts } = end;
  if (state === StateCode.ESTABLISHED || state === StateCode.TIME_WAIT) return true;
  return state === StateCode.CLOSED && (!end.has(Fact.CLOSED) || closeCause(facts) === CloseCause.TWO_MSL);
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

/** What the rule says of a place, or of the parts of it. */
function judged(rule: Rule, gathered: Gathered, capture: CaptureQuality): Conclusion[] {
  const parts = gathered.parts.size > 0 ? [...gathered.parts.values()] : [gathered];
  return parts.flatMap((part) => {
    const troubled = { ...part, side: part.place?.side ?? null, ofPlace: gathered.count };
    const verdict = rule.judge === undefined ? {} : rule.judge(troubled, capture);
    if (verdict === null) return [];
    return [{ key: `${rule.id} ${part.key}`, finding: { ...findingOf(rule, part, capture), ...verdict } }];
  });
}

/** Heaviest first: by severity, then in the order given, then by count; before all, what is about the capture and puts the others in doubt. */
export function byWeight(findings: readonly Finding[]): Finding[] {
  const order = new Map<string, number>();
  for (const { id } of findings) if (!order.has(id)) order.set(id, order.size);
  const weight = ({ severity, count }: Finding): number =>
    count === 0 ? SEVERITIES.length : SEVERITIES.indexOf(severity);
  return findings.toSorted((a, b) => weight(b) - weight(a) || order.get(a.id)! - order.get(b.id)! || b.count - a.count);
}

const WHOLE_CAPTURE = {
  place: null,
  count: 0,
  since: null,
  latest: null,
  age: null,
  trend: null,
  certainty: null,
  flows: [],
  evidence: [],
} as const;

function kindOf({ id, severity, title, explanation, who, action }: Rule): Rule {
  return { id, severity, title, explanation, who, action };
}

function findingOf(rule: Rule, gathered: Gathered, { end }: CaptureQuality): Finding {
  const { place, process, onePeer, count, oldest, latest, sure, flows, evidence } = gathered;
  return {
    ...kindOf(rule),
    place: place && { ...place, peer: onePeer ? place.peer : null, process: process === 'several' ? null : process },
    count,
    since: oldest,
    latest,
    age: Math.max(0, end - oldest) / SECOND,
    trend: null,
    certainty: CERTAINTIES[sure]!,
    flows,
    evidence,
  };
}
