/** Tells a listener how a segment or a timer changed an endpoint's state, revisions included. */
import type { Endpoint } from './endpoint.ts';
import { certaintyOf, Fact, holds, stateOf } from './facts.ts';
import type { Flow } from './flow.ts';
import { historyOf } from './history.ts';
import type { Transition } from './snapshot.ts';
import { stateOfCode } from './states.ts';

/** What it means that a fact was taken back, in the order in which one of several is named. */
const TAKEN_BACK: readonly (readonly [fact: Fact, cause: string])[] = [
  [Fact.CLOSED, 'spoke on: the RST had not reached it, or was forged'],
  [Fact.ESTABLISHED, 'repeated its SYN+ACK or refused the ACK: that had not completed the handshake'],
  [Fact.FIN_ACKED, 'repeated its FIN: the ACK had not reached it'],
  [Fact.FIN_RECEIVED, 'the FIN had not reached it'],
  [Fact.FIN_SENT, 'sent data: there had been no FIN'],
];

/**
 * Announces what is new in the endpoint's history against its facts `before`, by what happened at `time` in frame
 * `packet`. Where the history goes on from another state than the one announced last, a transition that revises leads
 * there first.
 */
export function announce(
  flow: Flow,
  endpoint: Endpoint,
  before: number,
  time: number,
  packet: number,
  listener: (transition: Transition) => void,
): void {
  const history = historyOf(flow, endpoint);
  const shown = stateOfCode(stateOf(before));
  // What was announced is the beginning of the history that leads to the state shown last, if it still is one.
  let news = history.length;
  while (news > 0 && history[news - 1]!.to !== shown) news--;
  if (news === 0 && shown !== null && history[0]?.from !== shown) {
    news = history.findIndex((transition) => transition.time === time);
    if (news < 0) news = history.length;
    const lost = TAKEN_BACK.find(([fact]) => holds(before, fact) && !endpoint.has(fact));
    listener({
      time,
      flow: flow.number,
      endpoint: endpoint.half === flow.clientHalf ? 'client' : 'server',
      from: shown,
      to: history[news]?.from ?? history.at(-1)?.to ?? null,
      cause: lost?.[1] ?? 'the FINs crossed',
      certainty: certaintyOf(endpoint.facts) ?? 'inferred',
      packet: packet || null,
      revises: true,
    });
  }
  for (const transition of history.slice(news)) listener(transition);
}
