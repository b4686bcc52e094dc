/** Tells a listener how an endpoint's state changed, revisions included, and remembers what it told. */
import type { Endpoint } from './endpoint.ts';
import { certaintyOf, Fact, holds } from './facts.ts';
import type { Flow } from './flow.ts';
import { historyOf } from './history.ts';
import type { Transition } from './snapshot.ts';
import { StateCode, stateOfCode } from './states.ts';

/** What it means that a fact was taken back, in the order in which one of several is named. */
const TAKEN_BACK: readonly (readonly [fact: Fact, cause: string])[] = [
  [Fact.CLOSED, 'it spoke on, so the RST had not reached it, or was forged'],
  [Fact.ESTABLISHED, 'it repeated its SYN+ACK or refused the ACK, so the handshake had not been completed'],
  [Fact.FIN_ACKED, 'it repeated its FIN, so the ACK had not reached it'],
  [Fact.FIN_RECEIVED, 'the FIN had not reached it'],
  [Fact.FIN_SENT, 'it sent data, so there had been no FIN'],
];

const STATE_BITS = 4;

export class Announcer {
  readonly #listener: (transition: Transition, place: number) => void;
  /** The states that were announced of each endpoint, in order, four bits each from the lowest up; 0 ends them. */
  readonly #announced: Int32Array;

  /** @param listener is told of a transition, and the place of its flow in the table */
  constructor(capacity: number, listener: (transition: Transition, place: number) => void) {
    this.#announced = new Int32Array(capacity * 2);
    this.#listener = listener;
  }

  /**
   * Announces what is new in the endpoint's history since its facts were `before`, by what happened at `time` in frame
   * `packet`. Where the history no longer begins as it was announced, a transition that revises leads back first.
   */
  announce(flow: Flow, endpoint: Endpoint, before: number, time: number, packet: number): void {
    const history = historyOf(flow, endpoint);
    const at = endpoint.flow * 2 + endpoint.half;
    const announced = pathIn(this.#announced[at]!);
    let same = 0;
    while (same < announced.length && same < history.length && announced[same] === history[same]!.to) same++;
    if (same < announced.length) {
      const lost = TAKEN_BACK.find(([fact]) => holds(before, fact) && !endpoint.has(fact));
      const revision: Transition = {
        time,
        flow: flow.number,
        endpoint: endpoint.half === flow.clientHalf ? 'client' : 'server',
        from: announced.at(-1)!,
        to: same > 0 ? announced[same - 1]! : (history[0]?.from ?? null),
        cause: lost?.[1] ?? 'the segments crossed, or came late',
        certainty: certaintyOf(endpoint.facts) ?? 'inferred',
        packet: packet || null,
        revises: true,
      };
      this.#listener(revision, flow.index);
    }
    for (const transition of history.slice(same)) this.#listener(transition, flow.index);
    this.#announced[at] = pathOf(history);
  }

  /** Takes the history of both ends so far as announced. */
  pass(flow: Flow): void {
    for (const endpoint of [flow.sender, flow.receiver]) {
      this.#announced[endpoint.flow * 2 + endpoint.half] = pathOf(historyOf(flow, endpoint));
    }
  }

  /** Forgets what was announced of a flow. */
  forget(flow: number): void {
    this.#announced[flow * 2] = 0;
    this.#announced[flow * 2 + 1] = 0;
  }
}

function pathOf(history: readonly Transition[]): number {
  return history.reduce((path, { to }, i) => path | ((StateCode[to!] + 1) << (i * STATE_BITS)), 0);
}

function pathIn(word: number): Transition['to'][] {
  const path: Transition['to'][] = [];
  for (let rest = word; rest !== 0; rest >>>= STATE_BITS) path.push(stateOfCode((rest & 0xf) - 1));
  return path;
}
