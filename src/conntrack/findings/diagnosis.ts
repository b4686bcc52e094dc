/**
 * Gathers what the rules see in flows as they are let go, by place, and says at the end what it amounts to.
 *
 * Memory does not grow with the flows: places are bounded, and of each only counts and its first flows are kept.
 */
import { CERTAINTIES } from '../certainty.ts';
import type { Endpoint } from '../endpoint.ts';
import { factName } from '../evidence.ts';
import { CloseCause, closeCause, Fact } from '../facts.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import { NONE } from '../flow-record.ts';
import { StateCode } from '../states.ts';
import { type Evidence, type Finding, type Place, SEVERITIES } from './finding.ts';
import { RULES } from './list.ts';
import { type CaptureQuality, endsOf, type Rule, SECOND, type Sighting, type Troubled } from './rule.ts';
import { Spread } from './spread.ts';

/** Places that are told apart, of each rule; what is beyond counts together. */
const MOST_PLACES = 200;
/** Flows that are named of each place, and those of them whose evidence is kept. */
const MOST_FLOWS = 100;
const MOST_EVIDENCE = 5;
const BEYOND = 'beyond';

/** Sightings at one place that are told apart: more kinds than that are no kinds. */
const MOST_PARTS = 64;

/** What is kept of one place, or of a part of it. */
interface Gathered extends Omit<Troubled, 'ofPlace' | 'side'> {
  count: number;
  oldest: number;
  latest: number;
  silence: Troubled['silence'];
  /** Place in `CERTAINTIES` of the least sure state. */
  sure: number;
  readonly place: Place | null;
  /** Whether every peer was that of `place`. */
  onePeer: boolean;
  readonly flows: number[];
  readonly evidence: Evidence[];
  /** Of a place: what is told apart there. */
  readonly parts: Map<number, Gathered>;
}

export class Diagnosis {
  /** For each rule, its places by key. */
  #places: readonly Map<string, Gathered>[] = RULES.map(() => new Map());

  /** One that goes on from here by itself. */
  copy(): Diagnosis {
    const other = new Diagnosis();
    other.#places = this.#places.map(copiesOf);
    return other;
  }

  /** Takes in a flow that is let go; returns the ids of what is wrong with it. */
  look(flow: FlowCursor): readonly string[] {
    const ids: string[] = [];
    const smooth = isSmooth(flow);
    for (let i = 0; i < RULES.length; i++) {
      const rule = RULES[i]!;
      if (smooth && rule.ofSmooth !== true) continue;
      const sighting = rule.look?.(flow) ?? null;
      if (sighting === null) continue;
      gather(this.#places[i]!, flow, sighting);
      if (rule.ofMany !== true) ids.push(rule.id);
    }
    return ids;
  }

  /** What is wrong, heaviest first. */
  conclude(capture: CaptureQuality): Finding[] {
    const found: Finding[] = [];
    RULES.forEach((rule, i) => {
      const verdict = rule.overall?.(capture) ?? null;
      if (verdict !== null) found.push({ ...kindOf(rule), ...WHOLE_CAPTURE, ...verdict });
      for (const gathered of this.#places[i]!.values()) {
        const parts = gathered.parts.size > 0 ? gathered.parts.values() : [gathered];
        for (const part of parts) {
          const troubled = { ...part, side: part.place?.side ?? null, ofPlace: gathered.count };
          const judged = rule.judge === undefined ? {} : rule.judge(troubled, capture);
          if (judged !== null) found.push({ ...findingOf(rule, part, capture), ...judged });
        }
      }
    });
    return byWeight(found);
  }
}

/** Whether there is nothing to find: open, or closed by FINs, without a note or an anomaly. Most flows are so, and it costs little to see. */
function isSmooth(flow: FlowCursor): boolean {
  return (
    flow.noteBits === 0 && flow.flow.anomalies === NONE && endedSmoothly(flow.client) && endedSmoothly(flow.server)
  );
}

function endedSmoothly(end: Endpoint): boolean {
  const { state, facts } = end;
  if (state === StateCode.ESTABLISHED || state === StateCode.TIME_WAIT) return true;
  return state === StateCode.CLOSED && (!end.has(Fact.CLOSED) || closeCause(facts) === CloseCause.TWO_MSL);
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

function gather(places: Map<string, Gathered>, flow: FlowCursor, sighting: Sighting): void {
  const [end, peer] = endsOf(flow, sighting.side);
  const key = keyOf(flow, end, sighting);
  let gathered = places.get(key);
  if (gathered === undefined) {
    const beyond = places.size >= MOST_PLACES;
    gathered = beyond ? (places.get(BEYOND) ?? opened(null)) : opened(placeOf(flow, end, peer, sighting));
    places.set(beyond ? BEYOND : key, gathered);
  }
  add(gathered, flow, sighting);
  const { parts, place } = gathered;
  const { apart } = sighting;
  if (apart === undefined) return;
  const part = parts.get(apart) ?? opened(place);
  if (parts.size < MOST_PARTS) parts.set(apart, part);
  add(part, flow, sighting);
}

function add(gathered: Gathered, flow: FlowCursor, { side, since, proof, silence }: Sighting): void {
  const [end, peer] = endsOf(flow, side);
  const { place, flows, evidence } = gathered;
  gathered.count++;
  gathered.oldest = Math.min(gathered.oldest, since);
  gathered.latest = Math.max(gathered.latest, since);
  gathered.spread.add(since);
  if (silence !== undefined) {
    const { least, most } = gathered.silence ?? { least: silence, most: silence };
    gathered.silence = { least: Math.min(least, silence), most: Math.max(most, silence) };
  }
  const sure = flow.sure(end);
  if (sure < CERTAINTIES.length) gathered.sure = Math.max(gathered.sure, sure);
  if (gathered.onePeer && place?.side === 'server') gathered.onePeer = place.peer === flow.address(peer);
  if (flows.length < MOST_FLOWS) flows.push(flow.flow.number);
  if (evidence.length >= MOST_EVIDENCE) return;
  evidence.push({ flow: flow.flow.number, ...shownBy(flow, proof) });
}

function shownBy(flow: FlowCursor, proof: Sighting['proof']): Omit<Evidence, 'flow'> {
  if (proof === null) return { packet: null, note: 'counted over the connection' };
  if ('note' in proof) return proof;
  const [side, fact] = proof;
  const [end] = endsOf(flow, side);
  return { packet: end.packetOf(fact) || null, note: `${side} ${factName(end, fact)}` };
}

/** A server is one place for all its clients; a client is one for each server. */
function keyOf(flow: FlowCursor, end: Endpoint, { side }: Sighting): string {
  let key = `${side}${flow.flow.port(flow.server.half)}`;
  for (let word = 0; word < (flow.ipVersion === 6 ? 4 : 1); word++) {
    key += `,${flow.addressWord(end, word)}`;
    if (side === 'client') key += `,${flow.addressWord(flow.server, word)}`;
  }
  return key;
}

function placeOf(flow: FlowCursor, end: Endpoint, peer: Endpoint, { side }: Sighting): Place {
  return {
    side,
    address: flow.address(end),
    port: flow.flow.port(flow.server.half),
    peer: flow.address(peer),
    process: null,
  };
}

function opened(place: Place | null): Gathered {
  return {
    count: 0,
    oldest: Number.POSITIVE_INFINITY,
    latest: Number.NEGATIVE_INFINITY,
    sure: 0,
    spread: new Spread(),
    place,
    onePeer: true,
    silence: null,
    flows: [],
    evidence: [],
    parts: new Map(),
  };
}

function copyOf(gathered: Gathered): Gathered {
  const { spread, flows, evidence, parts } = gathered;
  return {
    ...gathered,
    spread: spread.copy(),
    flows: [...flows],
    evidence: [...evidence],
    parts: copiesOf(parts),
  };
}

function copiesOf<K>(places: ReadonlyMap<K, Gathered>): Map<K, Gathered> {
  return new Map([...places].map(([key, gathered]) => [key, copyOf(gathered)]));
}

function findingOf(rule: Rule, gathered: Gathered, { end }: CaptureQuality): Finding {
  const { place, onePeer, count, oldest, latest, sure, flows, evidence } = gathered;
  return {
    ...kindOf(rule),
    place: place === null || onePeer ? place : { ...place, peer: null },
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
