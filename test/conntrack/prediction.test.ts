/** Header prediction is a short way to the same place: a tracker without it tells the same. Scenarios: properties.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnosis } from '../../src/conntrack/findings/diagnosis.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import type { Segment } from '../../src/decode/segment.ts';
import { conversations } from '../support/conversations.ts';
import { converse } from '../support/simulator.ts';

/** Everything that a tracker says of the segments. */
function told(segments: readonly Segment[], prediction: boolean): unknown {
  const said: unknown[] = [];
  const tracker = new Tracker({ maxFlows: 16, journal: true, prediction });
  const diagnosis = new Diagnosis();
  tracker.onFlow = (flow) => void said.push(flow.snapshot(), flow.history(), diagnosis.look(flow));
  tracker.onTransition = (transition) => void said.push(transition);
  for (const segment of segments) tracker.track(segment);
  tracker.finish();
  return [...said, tracker.counters];
}

describe('header prediction', () => {
  it.each([0, 0.02, 0.2])('tells what the full way tells, of random conversations at a loss of %d', (loss) => {
    fc.assert(
      fc.property(conversations(loss), (conversation) => {
        const { segments } = converse(conversation);
        expect(told(segments, true)).toEqual(told(segments, false));
      }),
      { numRuns: 1000, seed: 5 },
    );
  });
});
