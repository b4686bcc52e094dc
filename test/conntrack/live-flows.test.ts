/** The flows of a tracker can be read between segments, and looking changes nothing. */
import { describe, expect, it } from 'vitest';
import { Follower } from '../../src/conntrack/account/follower.ts';
import type { FlowRow } from '../../src/conntrack/snapshot.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Segment } from '../../src/decode/segment.ts';
import { inspect } from '../../src/inspect.ts';
import { captureFromChunks } from '../support/capture-files.ts';
import { village } from '../support/village.ts';

const rowsOf = (tracker: Tracker): FlowRow[] => {
  const rows: FlowRow[] = [];
  tracker.flows.visit((flow) => rows.push(flow.row()));
  return rows;
};

const letGo = (tracker: Tracker): FlowRow[] => {
  const rows: FlowRow[] = [];
  tracker.onFlow = (flow) => rows.push(flow.row());
  tracker.finish();
  return rows;
};

describe('flows that are remembered', () => {
  it('are seen as they will be let go', async () => {
    const tracker = new Tracker({ maxFlows: 16 });
    await inspect(await captureFromChunks(village()), tracker);
    const seen = rowsOf(tracker);
    expect(seen.length).toBe(tracker.liveFlows);
    expect(seen.length).toBeGreaterThan(5);
    expect(letGo(tracker)).toEqual(seen);
    expect(rowsOf(tracker)).toEqual([]);
  });

  it('may be looked at after every batch without a difference', async () => {
    const left = new Tracker({ maxFlows: 16 });
    await inspect(await captureFromChunks(village()), left);
    const looked = new Tracker({ maxFlows: 16 });
    const capture = village();
    const chunks = Array.from({ length: Math.ceil(capture.length / 50) }, (_, i) =>
      capture.subarray(i * 50, i * 50 + 50),
    );
    await inspect(await captureFromChunks(...chunks), looked, { onBatch: () => rowsOf(looked) });
    expect(letGo(looked)).toEqual(letGo(left));
  });

  it('may be followed, each segment the full way, without a difference', async () => {
    const left = new Tracker({ maxFlows: 16 });
    await inspect(await captureFromChunks(village()), left);
    const followed = new Tracker({ maxFlows: 16 });
    const capture = village();
    const chunks = Array.from({ length: Math.ceil(capture.length / 50) }, (_, i) =>
      capture.subarray(i * 50, i * 50 + 50),
    );
    let seen = 0;
    await inspect(await captureFromChunks(...chunks), followed, {
      onBatch: () => {
        followed.flows.visit((flow, place) => {
          if (flow.flow.number !== 1 || seen > 0) return;
          const witness = new Follower(flow);
          followed.follow({ place, witness });
          seen++;
        });
      },
    });
    expect(seen).toBe(1);
    expect(letGo(followed)).toEqual(letGo(left));
  });

  it('are found by their place and by their number', async () => {
    const tracker = new Tracker({ maxFlows: 16 });
    await inspect(await captureFromChunks(village()), tracker);
    const places: number[] = [];
    const ids: number[] = [];
    tracker.flows.visit((flow, place) => {
      places.push(place);
      ids.push(flow.flow.number);
    });
    expect(places.map((place) => tracker.flows.at(place).flow.number)).toEqual(ids);
    expect(ids.map((id) => tracker.flows.find(id)?.flow.number)).toEqual(ids);
    expect(tracker.flows.find(999)).toBeNull();
  });

  it('are as old as the capture has reached', () => {
    const tracker = new Tracker({ maxFlows: 16 });
    const syn = Object.assign(new Segment(), { source0: 1, destination0: 2, sourcePort: 1024, destinationPort: 80 });
    tracker.track(Object.assign(syn, { ipVersion: 4, flags: 2, time: 1e9 }));
    tracker.advance(11e9);
    expect(tracker.flows.find(1)?.row().client).toMatchObject({ state: 'SYN_SENT', timer: { remaining: 121 } });
  });
});
