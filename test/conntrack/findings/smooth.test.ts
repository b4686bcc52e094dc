/** Flows that pass for smooth are looked at by few rules: the others must have nothing to say of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnosis, troublesOf } from '../../../src/conntrack/findings/diagnosis.ts';
import { RULES } from '../../../src/conntrack/findings/list.ts';
import { Spread } from '../../../src/conntrack/findings/spread.ts';
import { Tracker } from '../../../src/conntrack/tracker.ts';
import { Segment } from '../../../src/decode/segment.ts';
import { parseScenario } from '../../support/scenario.ts';
import { trackerOptions } from '../../support/scenario-play.ts';
import { fillSegment, wirePackets } from '../../support/scenario-segments.ts';

const folder = join(import.meta.dirname, '..', '..', 'scenarios');
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
/** Rules that mark single flows. */
const MARKING = RULES.filter(({ look, ofMany }) => look !== undefined && ofMany !== true);

describe('a look at a flow', () => {
  it.each(files)('%s: says what every rule says, after every line', (file) => {
    const scenario = parseScenario(readFileSync(join(folder, file), 'utf8'));
    const tracker = new Tracker(trackerOptions(scenario));
    const segment = new Segment();
    wirePackets(scenario).forEach((wire, i) => {
      if (wire) {
        fillSegment(segment, wire, i + 1);
        tracker.track(segment);
      }
      tracker.advance(scenario.lines[i]!.time);
      tracker.flows.visit((flow) => {
        const every = MARKING.filter(({ look }) => look!(flow) !== null).map(({ id }) => id);
        expect(new Diagnosis().look(flow)).toEqual(every);
        expect(troublesOf(flow)).toEqual(every);
      });
    });
  });
});

describe('a spread in time', () => {
  const spread = (...seconds: number[]): Spread => {
    const counts = new Spread();
    for (const second of seconds) counts.add(second * 1e9);
    return counts;
  };

  it('knows in how many parts of a time something happened', () => {
    expect(spread(1, 2, 3).partsWithin(0, 100e9, 4)).toBe(1);
    expect(spread(1, 30, 55, 90).partsWithin(0, 100e9, 4)).toBe(4);
    expect(spread(1000, 1090).partsWithin(0, 1100e9, 4)).toBe(1);
  });

  it('tells the most within a time', () => {
    expect(spread(...Array.from({ length: 100 }, (_, i) => i)).mostWithin(60e9)).toBeGreaterThanOrEqual(60);
    expect(spread(...Array.from({ length: 100 }, () => 5)).mostWithin(60e9)).toBe(100);
    expect(spread(...Array.from({ length: 36_000 }, (_, i) => i / 10)).mostWithin(60e9)).toBeGreaterThanOrEqual(
      600 * 0.9,
    );
  });
});
