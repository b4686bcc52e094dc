/** What the rules find in a conversation. */
import { Diagnosis } from '../../src/conntrack/findings/diagnosis.ts';
import type { Finding } from '../../src/conntrack/findings/finding.ts';
import type { CaptureQuality } from '../../src/conntrack/findings/rule.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Segment } from '../../src/decode/segment.ts';
import { parseScenario, type Scenario } from './scenario.ts';
import { trackerOptions } from './scenario-play.ts';
import { fillSegment, wirePackets } from './scenario-segments.ts';

export interface TalkOptions {
  /** Seconds. */
  readonly begin?: number;
  /** Of the client. */
  readonly port?: number;
  readonly client?: string;
}

/** Texts that were parsed already: thousands of conversations are made of few. */
const parsed = new Map<string, Scenario>();

function parse(lines: string): Scenario {
  const states = lines.replaceAll(/^\s*\d.*$/gm, '$& | - -');
  const scenario = parsed.get(lines) ?? parseScenario(`# a conversation\n${states}`);
  parsed.set(lines, scenario);
  return scenario;
}

/** A conversation from `lines` without states, `begin` seconds later; settings may stand before. */
export function talk(lines: string, { begin = 0, port = 40_000, client = '10.0.0.1' }: TalkOptions = {}): Scenario {
  const scenario = parse(lines);
  const later = Math.round(begin * 1e9);
  return {
    ...scenario,
    address: { ...scenario.address, C: client },
    port: { ...scenario.port, C: port },
    lines: scenario.lines.map((line) => ({ ...line, time: line.time + later })),
  };
}

/** What is found at the end of conversations that one tracker sees, each packet at its time. */
export function diagnosed(scenarios: readonly Scenario[]): Finding[] {
  const tracker = trackerFor(scenarios);
  const diagnosis = new Diagnosis();
  tracker.onFlow = (flow) => void diagnosis.look(flow);
  const end = pass(tracker, scenarios);
  tracker.finish();
  return diagnosis.conclude(qualityOf(tracker, end));
}

/** A tracker that sees the conversations as their settings want it. */
export function trackerFor(scenarios: readonly Scenario[]): Tracker {
  return new Tracker({ ...trackerOptions(scenarios[0]!), maxFlows: 20_000 });
}

/** Has the tracker see the conversations, each packet at its time; `reached` is called at each of these times. Returns the last. */
export function pass(
  tracker: Tracker,
  scenarios: readonly Scenario[],
  reached: (time: number) => void = () => {},
): number {
  const segment = new Segment();
  let packet = 0;
  let end = 0;
  for (const { wire, at } of scenarios.flatMap(moments).sort((a, b) => a.at - b.at)) {
    if (wire) {
      fillSegment(segment, wire, ++packet);
      tracker.track(segment);
    }
    end = at;
    tracker.advance(end);
    reached(end);
  }
  return end;
}

/** What is known of a capture that has reached `end`. */
export function qualityOf({ counters }: Tracker, end: number): CaptureQuality {
  const { segments, duplicates, missedSegments } = counters;
  return { start: 0, end, segments, duplicates, missedSegments, dropped: 0 };
}

/** The packets of a conversation, and when each passes: one that is dated late passes after those before it all the same. */
function moments(scenario: Scenario) {
  const wires = wirePackets(scenario, {});
  let at = 0;
  return scenario.lines.map(({ time }, i) => {
    at = Math.max(at, time);
    return { wire: wires[i], at };
  });
}
