/** What the sightings of one rule amount to, place by place: places are bounded, and of each only counts and its first flows are kept. */
import { CERTAINTIES } from '../certainty.ts';
import type { Endpoint } from '../endpoint.ts';
import { factName } from '../evidence.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import type { Evidence, Place, Process, ProcessOf, SocketProcess } from './finding.ts';
import { endsOf, type Sighting, type Troubled } from './rule.ts';
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
export interface Gathered extends Omit<Troubled, 'ofPlace' | 'side'> {
  count: number;
  oldest: number;
  latest: number;
  silence: Troubled['silence'];
  /** Place in `CERTAINTIES` of the least sure state. */
  sure: number;
  /** Tells it from what else is gathered of the rule. */
  readonly key: string;
  readonly place: Place | null;
  /** Who holds the sockets in trouble: null where that is not known, `several` where it is more than one. */
  process: Process | 'several' | null;
  /** Whether every peer was that of `place`. */
  onePeer: boolean;
  readonly flows: number[];
  readonly evidence: Evidence[];
  /** Of a place: what is told apart there. */
  readonly parts: Map<number, Gathered>;
}

/** Adds what a rule sees in a flow to its place, which is returned. */
export function gather(
  places: Map<string, Gathered>,
  flow: FlowCursor,
  sighting: Sighting,
  processOf: ProcessOf | null,
): Gathered {
  const gathered = placeFor(places, flow, sighting);
  add(gathered, flow, sighting, processOf);
  const { parts, place } = gathered;
  const { apart } = sighting;
  if (apart === undefined) return gathered;
  const part = parts.get(apart) ?? opened(`${gathered.key}/${apart}`, place);
  if (parts.size < MOST_PARTS) parts.set(apart, part);
  add(part, flow, sighting, processOf);
  return gathered;
}

function placeFor(places: Map<string, Gathered>, flow: FlowCursor, sighting: Sighting): Gathered {
  const [end, peer] = endsOf(flow, sighting.side);
  const key = keyOf(flow, end, sighting);
  const known = places.get(key) ?? (places.size < MOST_PLACES ? undefined : places.get(BEYOND));
  if (known !== undefined) return known;
  const gathered = places.size < MOST_PLACES ? opened(key, placeOf(flow, end, peer, sighting)) : opened(BEYOND, null);
  places.set(gathered.key, gathered);
  return gathered;
}

function add(
  gathered: Gathered,
  flow: FlowCursor,
  { side, since, proof, silence }: Sighting,
  processOf: ProcessOf | null,
): void {
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
  if (processOf !== null && gathered.process !== 'several') own(gathered, processOf(flow, end));
  if (flows.length < MOST_FLOWS) flows.push(flow.flow.number);
  if (evidence.length >= MOST_EVIDENCE) return;
  evidence.push({ flow: flow.flow.number, ...shownBy(flow, proof) });
}

function own(gathered: Gathered, holder: SocketProcess | null): void {
  if (holder === null) return;
  const { process } = gathered;
  if (process === null) gathered.process = { pid: holder.pid, name: holder.name };
  else if (process !== 'several' && process.pid !== holder.pid) gathered.process = 'several';
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

function opened(key: string, place: Place | null): Gathered {
  return {
    key,
    count: 0,
    oldest: Number.POSITIVE_INFINITY,
    latest: Number.NEGATIVE_INFINITY,
    sure: 0,
    spread: new Spread(),
    place,
    process: null,
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

/** The same, to go on by themselves. */
export function copiesOf<K>(places: ReadonlyMap<K, Gathered>): Map<K, Gathered> {
  return new Map([...places].map(([key, gathered]) => [key, copyOf(gathered)]));
}
