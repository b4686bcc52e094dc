/** Random conversations of a small, correct TCP: the tracker must tell the states that its endpoints really had. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowSnapshot, Transition } from '../../src/conntrack/snapshot.ts';
import type { State } from '../../src/conntrack/states.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { conversations } from '../support/conversations.ts';
import { type Conversation, converse, type Recording, type Role, type Visit } from '../support/simulator.ts';

interface Told {
  readonly flow: FlowSnapshot;
  readonly history: readonly Transition[];
}

function told({ segments }: Recording): Told {
  const tracker = new Tracker({ maxFlows: 16, journal: true });
  const flows: Told[] = [];
  tracker.onFlow = (flow) => void flows.push({ flow: flow.snapshot(), history: flow.history() });
  for (const segment of segments) tracker.track(segment);
  tracker.finish();
  expect(flows).toHaveLength(1);
  return flows[0]!;
}

/** The states that the history of one end tells; those of less than a millisecond are passing. */
function toldOf({ history }: Told, role: Role): Visit[] {
  const moves = history.filter((move) => move.endpoint === role);
  return moves.map(({ to, time: at }, i) => ({
    state: to!,
    passing: i + 1 < moves.length && moves[i + 1]!.time - at < 1e6,
  }));
}

/** Whether both are the same way; passing states may be absent from either. */
function sameWay(told: readonly Visit[], really: readonly Visit[]): boolean {
  if (told.length === 0 && really.length === 0) return true;
  const [a, b] = [told[0], really[0]];
  if (a && b && a.state === b.state && sameWay(told.slice(1), really.slice(1))) return true;
  return Boolean((a?.passing && sameWay(told.slice(1), really)) || (b?.passing && sameWay(told, really.slice(1))));
}

const written = (way: readonly Visit[]): string =>
  way.map(({ state, passing }) => (passing ? `(${state})` : state)).join(' ');

const aborts = ({ plan: { client, server } }: Conversation): boolean =>
  client.abortAt !== null || server.abortAt !== null;

describe('conversations of a correct TCP', () => {
  it('simulates every way of closing', () => {
    const ends = fc
      .sample(conversations(0), { numRuns: 600, seed: 3 })
      .map((conversation) => Object.values(converse(conversation).final).join(' '));
    for (const pair of [
      'TIME_WAIT CLOSED',
      'CLOSED TIME_WAIT',
      'TIME_WAIT TIME_WAIT',
      'ESTABLISHED ESTABLISHED',
      'FIN_WAIT_2 CLOSE_WAIT',
      'CLOSE_WAIT FIN_WAIT_2',
      'CLOSED CLOSED',
    ]) {
      expect(ends).toContain(pair);
    }
  });

  it('without loss: the states and the way to them', () => {
    fc.assert(
      fc.property(conversations(0), (conversation) => {
        const recording = converse(conversation);
        const answer = told(recording);
        for (const role of ['client', 'server'] as const) {
          expect(answer.flow[role].state).toBe(recording.final[role]);
          // Whether an ACK that crossed an abort came before it is not to be seen.
          if (aborts(conversation)) continue;
          const way = toldOf(answer, role);
          const really = recording.visits[role];
          expect(sameWay(way, really), `${role}: told ${written(way)}, really ${written(really)}`).toBe(true);
        }
      }),
      { numRuns: 1500, seed: 17 },
    );
  });

  it.each([0.05, 0.2])('with losses of %d beyond the capture point: the states at the end', (loss) => {
    fc.assert(
      fc.property(
        // After a RST, who heard of it is told only by what is said later.
        conversations(loss).filter((conversation) => !aborts(conversation)),
        (conversation) => {
          const recording = converse(conversation);
          const { flow } = told(recording);
          const states: Record<Role, State | null> = { client: flow.client.state, server: flow.server.state };
          expect(states).toEqual(recording.final);
        },
      ),
      { numRuns: 1500, seed: 19 },
    );
  });

  // Whether a repeated FIN was lost, or its ACK was, is even odds to a bystander: some ways stay wrong.
  it.each([
    [0.05, 99],
    [0.2, 95],
  ])('with losses of %d: at least %d percent of the ways', (loss, percent) => {
    const ways = fc
      .sample(conversations(loss), { numRuns: 1000, seed: 23 })
      .filter((conversation) => !aborts(conversation))
      .flatMap((conversation) => {
        const recording = converse(conversation);
        const answer = told(recording);
        return (['client', 'server'] as const).map((role) => sameWay(toldOf(answer, role), recording.visits[role]));
      });
    expect((100 * ways.filter((right) => right).length) / ways.length).toBeGreaterThanOrEqual(percent);
  });
});
