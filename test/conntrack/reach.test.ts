/** Memory is asked for ahead where segments find flows that rest for long, and only there. */
import { describe, expect, it } from 'vitest';
import { FLOW_WORDS, Hot, NONE } from '../../src/conntrack/flow-record.ts';
import { FlowTable } from '../../src/conntrack/flow-table.ts';
import { Reach } from '../../src/conntrack/reach.ts';
import { Segment } from '../../src/decode/segment.ts';

const TOGETHER = 256;

/** In what part of all groups the reach was exceeded, of segments that go round so many flows. */
function shareOf(flows: number, groups: number): number {
  const table = new FlowTable(flows);
  const reach = new Reach(table);
  const segments = Array.from({ length: TOGETHER }, () => new Segment());
  let exceeded = 0;
  let time = 0;
  for (let group = 0; group < groups; group++) {
    for (const segment of segments) {
      time++;
      Object.assign(segment, {
        source0: (time % flows) + 1,
        destination0: -1,
        sourcePort: 1,
        destinationPort: 2,
        time,
      });
    }
    if (reach.isExceeded(segments, TOGETHER)) exceeded++;
    for (const segment of segments) {
      let flow = table.find(segment);
      if (flow === NONE) flow = table.add(segment, 1);
      table.doubles[(flow * FLOW_WORDS + Hot.LAST_SEEN) >> 1] = segment.time;
    }
  }
  return exceeded / groups;
}

describe('reach', () => {
  it('is not exceeded by flows that come again soon', () => {
    expect(shareOf(1000, 400)).toBe(0);
  });

  it('is exceeded by more flows than speak in a while, once they are known', () => {
    expect(shareOf(100_000, 1600)).toBeGreaterThan(0.6);
  });

  it('is not exceeded by flows that are new', () => {
    expect(shareOf(200_000, 400)).toBe(0);
  });
});
