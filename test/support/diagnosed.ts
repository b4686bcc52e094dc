/** What the rules find in a conversation. */
import { Diagnosis } from '../../src/conntrack/findings/diagnosis.ts';
import type { Finding } from '../../src/conntrack/findings/finding.ts';
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
  readonly settings?: string;
}

/** A conversation from `lines` without states, `begin` seconds later. */
export function talk(lines: string, how: TalkOptions = {}): Scenario {
  const { begin = 0, port = 40_000, client = '10.0.0.1', settings = '' } = how;
  const text = lines
    .trim()
    .split('\n')
    .map((line) => {
      const [time = '', ...rest] = line.trim().split(/\s+/);
      return `${(begin + Number(time)).toFixed(3)} ${rest.join(' ')} | - -`;
    });
  return parseScenario(`# a conversation\nclient ${client}:${port}\n${settings}\n${text.join('\n')}`);
}

/** What is found at the end of conversations that are played one after the other into one tracker. */
export function diagnosed(scenarios: readonly Scenario[]): Finding[] {
  const tracker = new Tracker({ ...trackerOptions(scenarios[0]!), maxFlows: 20_000 });
  const diagnosis = new Diagnosis();
  tracker.onFlow = (flow) => void diagnosis.look(flow);
  const segment = new Segment();
  let packet = 0;
  let end = 0;
  for (const scenario of scenarios) {
    const wires = wirePackets(scenario, {});
    scenario.lines.forEach(({ time }, i) => {
      const wire = wires[i]!;
      if (wire) {
        fillSegment(segment, wire, ++packet);
        tracker.track(segment);
      }
      end = Math.max(end, time);
      tracker.advance(end);
    });
  }
  tracker.finish();
  const { segments, duplicates, missedSegments } = tracker.counters;
  return diagnosis.conclude({ start: 0, end, segments, duplicates, missedSegments, dropped: 0 });
}
