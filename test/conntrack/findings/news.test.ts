/** Findings as they become known: each once, again when there are twice as many, and when it is graver. */
import { describe, expect, it } from 'vitest';
import { News } from '../../../src/conntrack/findings/news.ts';
import { pass, qualityOf, talk, trackerFor } from '../../support/diagnosed.ts';
import type { Scenario } from '../../support/scenario.ts';

const TALK = `
  0.000 C > S S 0:0
  0.010 S > C S. 0:0 ack 1
  0.020 C > S . ack 1
  0.030 C > S P. 1:101 ack 1
  0.040 S > C . ack 101`;
const WAITING = `${TALK}
  0.060 C > S F. 101:101 ack 1
  0.070 S > C . ack 102`;
const CLOSED_LATE = `${WAITING}
  5.000 S > C F. 1:1 ack 102
  5.010 C > S . ack 2`;
const ABORTED = `${TALK}
  0.050 S > C R. 1:1 ack 101`;

/** Nothing happens but that time goes on: a line every half second. */
const quiet = (seconds: number): Scenario =>
  talk(Array.from({ length: seconds * 2 }, (_, i) => `${(i / 2).toFixed(1)} -`).join('\n'));

/** What is told while they pass, with a sweep at each time, or only of flows that are let go: `seconds severity id count`. */
function told(
  scenarios: readonly Scenario[],
  { sweeps = true, of = 'close-wait', accepts = null as ConstructorParameters<typeof News>[0] } = {},
): string[] {
  const tracker = trackerFor(scenarios);
  const news = new News(accepts);
  tracker.onFlow = (flow) => void news.letGo(flow);
  const lines: string[] = [];
  pass(tracker, scenarios, (time) => {
    const flows = sweeps ? tracker.flows : null;
    const done = news.tell(
      () => qualityOf(tracker, time),
      flows,
      ({ id, severity, count }, now) => {
        if (id === of) lines.push(`${Math.floor(now / 1e9)} ${severity} ${id} ${count}`);
      },
    );
    expect(done).toBe(sweeps);
  });
  return lines;
}

describe('news', () => {
  it('of a connection that stays come once, and again when it is graver', () => {
    expect(told([talk(WAITING), quiet(90)])).toEqual(['1 warning close-wait 1', '60 error close-wait 1']);
  });

  it('come again when there are twice as many', () => {
    const waiting = Array.from({ length: 9 }, (_, i) => talk(WAITING, { begin: i, port: 10_000 + i }));
    expect(told([...waiting, quiet(20)])).toEqual([1, 2, 4, 8].map((count) => `${count} warning close-wait ${count}`));
  });

  it('come anew when the trouble had been gone for a minute', () => {
    const again = (begin: number): Scenario => talk(CLOSED_LATE, { begin, port: 20_000 + begin });
    expect(told([talk(CLOSED_LATE), again(30), quiet(40)])).toEqual(['1 warning close-wait 1']);
    expect(told([talk(CLOSED_LATE), again(100), quiet(110)])).toEqual([
      '1 warning close-wait 1',
      '101 warning close-wait 1',
    ]);
  });

  it('of connections that are let go need no sweep', () => {
    const aborted = Array.from({ length: 4 }, (_, i) => talk(ABORTED, { begin: i * 10, port: 10_000 + i }));
    const lines = told([...aborted, quiet(120)], { sweeps: false, of: 'rst-in-transfer' });
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(['1', '2', '4']);
  });

  it('of very many connections come after several steps, of all of them', () => {
    const waiting = Array.from({ length: 5000 }, (_, i) => talk(WAITING, { port: 10_000 + i }));
    const tracker = trackerFor(waiting);
    const end = pass(tracker, [...waiting, quiet(3)]);
    const news = new News(null);
    const found: [id: string, count: number][] = [];
    const step = (): boolean =>
      news.tell(
        () => qualityOf(tracker, end),
        tracker.flows,
        ({ id, count }) => found.push([id, count]),
      );
    expect([step(), step(), found.length]).toEqual([false, false, 0]);
    expect(step()).toBe(true);
    expect(found).toContainEqual(['close-wait', 5000]);
  });

  it('are of the connections asked for only', () => {
    const scenarios = [talk(WAITING, { port: 1111 }), talk(WAITING, { port: 2222 }), quiet(5)];
    const ofPort = (port: number) =>
      told(scenarios, { accepts: ({ flow }) => flow.port(0) === port || flow.port(1) === port });
    expect(told(scenarios)).toEqual(['1 warning close-wait 2']);
    expect(ofPort(1111)).toEqual(['1 warning close-wait 1']);
    expect(ofPort(3333)).toEqual([]);
  });

  it('at the end are of what has changed since it was told', () => {
    const waiting = Array.from({ length: 3 }, (_, i) => talk(WAITING, { begin: i, port: 10_000 + i }));
    const tracker = trackerFor(waiting);
    const news = new News(null);
    tracker.onFlow = (flow) => void news.letGo(flow);
    const counts: number[] = [];
    const say = ({ id, count }: { id: string; count: number }): void => {
      if (id === 'close-wait') counts.push(count);
    };
    const end = pass(tracker, [...waiting, quiet(6)], (time) =>
      news.tell(() => qualityOf(tracker, time), tracker.flows, say),
    );
    tracker.finish();
    news.tellRest(qualityOf(tracker, end), say);
    expect(counts).toEqual([1, 2, 3]);
    news.tellRest(qualityOf(tracker, end), say);
    expect(counts).toHaveLength(3);
  });
});
