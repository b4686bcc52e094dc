/** What must not matter to the states, for every scenario; and what holds of any traffic whatever. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowSnapshot, Transition } from '../../src/conntrack/snapshot.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Flag, Segment } from '../../src/decode/segment.ts';
import { parseScenario, type Scenario } from '../support/scenario.ts';
import { type PlayOptions, play, shownAfter } from '../support/scenario-play.ts';
import { type Disguise, digestOf } from '../support/scenario-segments.ts';

const folder = join(import.meta.dirname, '../scenarios');
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => [name, parseScenario(readFileSync(join(folder, name), 'utf8'))] as const);

/** Where a copy of a FIN matters: it can have reached the endpoint, too, and have drawn the ACK that else answers the first. */
const TELLING_COPIES = ['ack-from-beyond-a-lost-fin.txt'];

/** The states after every line, each as at the end of a capture that stops there. */
function shown(scenario: Scenario, options: PlayOptions = {}): string[] {
  return scenario.lines.map(({ number, expected }, i) => {
    const performance = play(scenario, { ...options, count: i + 1 });
    return `${number}: ${shownAfter(scenario, expected, performance, options.disguise).join(' | ')}`;
  });
}

describe.each(scenarios)('%s', (name, scenario) => {
  const plain = shown(scenario);
  const isSelf = scenario.address.C === scenario.address.S && scenario.port.C === scenario.port.S;

  it('does not depend on the initial sequence numbers', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    // One socket has one number, however it is written.
    const shifts = isSelf ? word.map((n) => ({ C: n, S: n })) : fc.record({ C: word, S: word });
    const near = 0xffffffff - 1500;
    fc.assert(
      fc.property(shifts, (issShift) => {
        expect(shown(scenario, { disguise: { issShift } })).toEqual(plain);
      }),
      { numRuns: 8, seed: 1, examples: [[{ C: near, S: near }]] },
    );
  });

  it.each<[string, Disguise]>([
    ['which address is lower', { swapped: true }],
    ['IPv4 or IPv6', { ipVersion: 6 }],
    ['the time of day', { timeShift: 86_399_999_999_987 }],
    ['a part of a second', { timeShift: 499_999_999 }],
  ])('does not depend on %s', (what, disguise) => {
    if (isSelf && what === 'IPv4 or IPv6') return;
    expect(shown(scenario, { disguise })).toEqual(plain);
  });

  it.skipIf(TELLING_COPIES.includes(name))('does not change when every packet is captured twice', () => {
    expect(shown(scenario, { copies: 1 })).toEqual(plain);
  });

  it('does not depend on how the packets are split into batches', () => {
    expect(shown(scenario, { oneBatch: true })).toEqual(plain);
  });

  it('does not depend on header prediction', () => {
    expect(play(scenario)).toEqual(play(scenario, { prediction: false }));
  });

  it('streams transitions that, revisions applied, are the corrected history', () => {
    const { flows, live } = play(scenario);
    for (const { flow, history } of flows) {
      for (const side of ['client', 'server'] as const) {
        const stream = live.filter((move) => move.flow === flow.id && move.endpoint === side);
        const corrected = history.filter((move) => move.endpoint === side);
        expect(fold(stream).map(({ to }) => to)).toEqual(corrected.map(({ to }) => to));
        if (!isSelf || side === 'client') expect(corrected.at(-1)?.to ?? null).toBe(flow[side].state);
      }
    }
  });
});

/** What is left of a stream when each revision undoes the moves back to the state that it names. */
function fold(stream: readonly Transition[]): Transition[] {
  const moves: Transition[] = [];
  for (const move of stream) {
    if (move.revises) {
      while (moves.length > 0 && moves.at(-1)!.to !== move.to) moves.pop();
    } else {
      expect(move.from).toBe(moves.at(-1)?.to ?? move.from);
      moves.push(move);
    }
  }
  return moves;
}

describe('any traffic whatever', () => {
  const FLAGS = [
    Flag.SYN,
    Flag.SYN | Flag.ACK,
    Flag.ACK,
    Flag.ACK | Flag.PSH,
    Flag.FIN | Flag.ACK,
    Flag.RST,
    Flag.RST | Flag.ACK,
  ];
  const NONSENSE = [0, Flag.FIN, Flag.SYN | Flag.FIN, Flag.SYN | Flag.RST, 0x1ff];
  const near = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
    { weight: 2, arbitrary: fc.integer({ min: -2000, max: 2000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -0x80000000, max: 0x7fffffff }) },
  );
  const segments = (flags: readonly number[]) =>
    fc.array(
      fc.record({
        forward: fc.boolean(),
        host: fc.integer({ min: 1, max: 3 }),
        port: fc.constantFrom(1000, 80),
        flags: fc.constantFrom(...flags),
        seq: near,
        ack: near,
        length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1460 })),
        window: fc.constantFrom(0, 1000, 65535),
        wait: fc.oneof(fc.integer({ min: 0, max: 30e6 }), fc.constantFrom(1e9, 61e9, 130e9, -5e9)),
      }),
      { maxLength: 60 },
    );

  type Drawn = typeof segments extends (flags: readonly number[]) => fc.Arbitrary<infer T> ? T : never;

  function feed(drawn: Drawn, maxFlows: number, prediction = true) {
    const tracker = new Tracker({ maxFlows, journal: true, prediction });
    const flows: (FlowSnapshot & { readonly history: readonly Transition[] })[] = [];
    const live: Transition[] = [];
    let most = 0;
    tracker.onFlow = (flow) => void flows.push({ ...flow.snapshot(), history: flow.history() });
    tracker.onTransition = (move) => void live.push(move);
    const segment = new Segment();
    let time = 1e9;
    drawn.forEach(({ forward, host, port, flags, seq, ack, length, window, wait }, i) => {
      time = Math.max(0, time + wait);
      Object.assign(segment, new Segment(), { time, flags, seq, ack, window, packet: i + 1, ipId: i + 1 });
      segment.length = flags & (Flag.SYN | Flag.RST) ? 0 : length;
      segment.source0 = forward ? host : 99;
      segment.destination0 = forward ? 99 : host;
      segment.sourcePort = forward ? port : 80;
      segment.destinationPort = forward ? 80 : port;
      segment.digest = digestOf(segment);
      tracker.track(segment);
      tracker.advance(time);
      most = Math.max(most, tracker.liveFlows);
    });
    tracker.finish();
    return { tracker, flows, live, most };
  }

  it('never throws, lets every flow go exactly once, and counts every segment', () => {
    fc.assert(
      fc.property(segments(FLAGS), (drawn) => {
        const { tracker, flows } = feed(drawn, 100);
        expect(new Set(flows.map(({ id }) => id)).size).toBe(flows.length);
        expect(flows.length).toBe(tracker.counters.flows);
        expect(tracker.liveFlows).toBe(0);
        const packets = flows.reduce((sum, { client, server }) => sum + client.packets + server.packets, 0);
        expect(packets + tracker.counters.duplicates).toBe(drawn.length);
        expect(tracker.counters.segments).toBe(drawn.length);
        expect(tracker.statePairs.reduce((sum, count) => sum + count, 0)).toBe(flows.length);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('keeps to the limit of flows, and to its promises with nonsense among the segments', () => {
    fc.assert(
      fc.property(segments([...FLAGS, ...NONSENSE]), (drawn) => {
        const { tracker, flows, most } = feed(drawn, 3);
        expect(most).toBeLessThanOrEqual(3);
        expect(flows.length).toBe(tracker.counters.flows);
        const packets = flows.reduce((sum, { client, server }) => sum + client.packets + server.packets, 0);
        const strays = drawn.length - packets - tracker.counters.duplicates;
        expect(strays).toBeGreaterThanOrEqual(0);
        expect(strays).toBeLessThanOrEqual(tracker.counters.badFlags);
      }),
      { numRuns: 1000, seed: 11 },
    );
  });

  it('streams transitions that follow on each other and end in the state shown', () => {
    fc.assert(
      fc.property(segments(FLAGS), (drawn) => {
        const { flows, live } = feed(drawn, 100);
        for (const flow of flows) {
          for (const side of ['client', 'server'] as const) {
            const stream = live.filter((move) => move.flow === flow.id && move.endpoint === side);
            let at = stream[0]?.from ?? null;
            for (const move of stream) {
              expect(move.from).toBe(at);
              at = move.to;
            }
            expect(flow[side].state ?? null).toBe(at);
          }
        }
      }),
      { numRuns: 1000, seed: 13 },
    );
  });

  it.each([26, 38, 57, 1000])(
    'streams transitions that, revisions applied, are the history at the end (seed %d)',
    (seed) => {
      fc.assert(
        fc.property(segments(FLAGS), (drawn) => {
          const { flows, live } = feed(drawn, 100);
          for (const { id, history } of flows) {
            for (const side of ['client', 'server'] as const) {
              const stream = live.filter((move) => move.flow === id && move.endpoint === side);
              const ofSide = history.filter((move) => move.endpoint === side);
              expect(fold(stream).map(({ to }) => to)).toEqual(ofSide.map(({ to }) => to));
            }
          }
        }),
        { numRuns: 1000, seed },
      );
    },
  );

  it('is told the same without header prediction', () => {
    fc.assert(
      fc.property(segments(FLAGS), (drawn) => {
        const { tracker, flows, live } = feed(drawn, 100);
        const full = feed(drawn, 100, false);
        expect({ flows, live }).toEqual({ flows: full.flows, live: full.live });
        expect(tracker.counters).toEqual(full.tracker.counters);
      }),
      { numRuns: 3000, seed: 31 },
    );
  });
});
