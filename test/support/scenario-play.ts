/** Plays a scenario to a tracker and tells what it shows after every line. */
import type { EndpointSnapshot, FlowSnapshot, Transition } from '../../src/conntrack/snapshot.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import type { TrackerOptions } from '../../src/conntrack/tracker-options.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { Segment } from '../../src/decode/segment.ts';
import { Verdict } from '../../src/decode/verdict.ts';
import type { Expected, Scenario, Shown, Side } from './scenario.ts';
import { type Disguise, fillSegment, frameOf, type WirePacket, wirePackets } from './scenario-segments.ts';

/** A flow let go, or left at the end. */
export interface Played {
  readonly flow: FlowSnapshot;
  /** Its corrected history. */
  readonly history: readonly Transition[];
}

export interface Performance {
  readonly flows: readonly Played[];
  /** All transitions in the order in which they became known. */
  readonly live: readonly Transition[];
  readonly counters: Readonly<Record<string, unknown>>;
}

export type Way = 'segments' | 'frames';

const LINKTYPE_ETHERNET = 1;

/** Options of the tracker that the scenario's settings ask for. */
export function trackerOptions({ settings }: Scenario): TrackerOptions {
  return {
    journal: true,
    maxFlows: 1000,
    ...(settings['profile'] && { profile: settings['profile'] as NonNullable<TrackerOptions['profile']> }),
    ...(settings['msl'] && { msl: Number(settings['msl']) }),
    ...(settings['fin-timeout'] && { finTimeout: Number(settings['fin-timeout']) }),
    ...('rfc1337' in settings && { rfc1337: true }),
  };
}

/** Plays the first `count` lines (all by default). */
export function play(
  scenario: Scenario,
  {
    count = scenario.lines.length,
    way = 'segments',
    disguise = {},
    copies = 0,
    oneBatch = false,
    prediction = true,
  }: PlayOptions = {},
): Performance {
  const tracker = new Tracker({ ...trackerOptions(scenario), prediction });
  const flows: Played[] = [];
  const live: Transition[] = [];
  tracker.onFlow = (flow) => void flows.push({ flow: flow.snapshot(), history: flow.history() });
  tracker.onTransition = (transition) => void live.push(transition);
  const feed = way === 'segments' ? segmentsTo(tracker) : framesTo(tracker);
  const wires = wirePackets(scenario, disguise);
  for (let i = 0; i < count; i++) {
    const time = scenario.lines[i]!.time + (disguise.timeShift ?? 0);
    const wire = wires[i]!;
    if (wire) for (let copy = 0; copy <= copies; copy++) feed({ ...wire, time: wire.time + copy });
    if (!oneBatch || i === count - 1) tracker.advance(time);
  }
  tracker.finish();
  flows.sort((a, b) => a.flow.id - b.flow.id);
  return { flows, live, counters: { ...tracker.counters } };
}

export interface PlayOptions {
  readonly count?: number;
  readonly way?: Way;
  readonly disguise?: Disguise;
  /** How many exact copies follow every packet, a nanosecond apart. */
  readonly copies?: number;
  /** Lets the clock run only at the end, as when all packets come in one batch. */
  readonly oneBatch?: boolean;
  /** False for the full way of every segment. */
  readonly prediction?: boolean;
}

function segmentsTo(tracker: Tracker): (wire: WirePacket) => void {
  const segment = new Segment();
  let number = 0;
  return (wire) => {
    fillSegment(segment, wire, ++number);
    tracker.track(segment);
  };
}

function framesTo(tracker: Tracker): (wire: WirePacket) => void {
  const segment = new Segment();
  const decoder = new Decoder();
  let number = 0;
  return (wire) => {
    const bytes = frameOf(wire);
    const view = new DataView(bytes.buffer);
    const verdict = decoder.decode(view, 0, bytes.length, bytes.length, LINKTYPE_ETHERNET, wire.time, segment);
    if (verdict !== Verdict.SEGMENT) throw new Error(`line ${wire.line}: the frame was not decoded (${verdict})`);
    segment.packet = ++number;
    tracker.track(segment);
  };
}

/** The end of a flow that the scenario writes as `side`, whichever of client and server the tracker takes it for. */
export function endOf(scenario: Scenario, flow: FlowSnapshot, side: Side, disguise: Disguise = {}): EndpointSnapshot {
  return flow[roleOf(scenario, flow, side, disguise)];
}

/** Which role the tracker gives to `side`; in a self-connect, C is the client. */
export function roleOf(
  scenario: Scenario,
  flow: FlowSnapshot,
  side: Side,
  disguise: Disguise = {},
): 'client' | 'server' {
  const first = wirePackets(scenario, disguise).find((wire) => wire !== null)!;
  const address = first.from === 'C' ? first.source : first.destination;
  const clientIsC = flow.client.port === scenario.port.C && flow.client.address === address;
  return clientIsC === (side === 'C') ? 'client' : 'server';
}

const MARK = { seen: '', presumed: '~', inferred: '?', timer: '*', kernel: '!' } as const;

/** As the notation writes it: `FIN_WAIT_2~`, `-`. */
function written({ state, certainty }: Shown): string {
  return state === null ? '-' : state + MARK[certainty ?? 'seen'];
}

/** What the flows show, written as the scenario writes what they must show. */
export function shownAfter(
  scenario: Scenario,
  expected: readonly Expected[],
  { flows }: Performance,
  disguise: Disguise = {},
): string[] {
  return expected.map(({ flow }) => {
    const played = flows[flow - 1];
    if (played === undefined) return `@${flow} none`;
    const [c, s] = (['C', 'S'] as const).map((side) => written(endOf(scenario, played.flow, side, disguise)));
    return `@${flow} ${c} ${s}`;
  });
}

/** What the scenario says must be shown. */
export function expectedAfter(expected: readonly Expected[]): string[] {
  return expected.map(({ flow, ends }) =>
    ends === null ? `@${flow} none` : `@${flow} ${written(ends.C)} ${written(ends.S)}`,
  );
}
