/**
 * An endpoint's history, told from its facts: they are put in the order in which they came to hold, and each is an event
 * for the state machine. What was taken back is no fact any more, so a corrected history needs no correcting.
 */
import { CERTAINTIES } from './certainty.ts';
import type { Endpoint } from './endpoint.ts';
import { CLOSE_CAUSES, closeCause, FACTS, Fact, holds, PASSIVE, stateOf, sureOfOrder } from './facts.ts';
import type { Flow } from './flow.ts';
import type { Transition } from './snapshot.ts';
import { StateCode as Code, type StateCode, stateOfCode, UNKNOWN } from './states.ts';
import { type EventName, nextState } from './transitions.ts';

/** Every transition of the endpoint, oldest first. */
export function historyOf(flow: Flow, endpoint: Endpoint): Transition[] {
  const side = endpoint.half === flow.clientHalf ? 'client' : 'server';
  const transitions: Transition[] = [];
  let state = initialState(endpoint.facts);
  for (const fact of inOrder(endpoint)) {
    const on = eventOf(endpoint, fact, state);
    const to = nextState(state, on);
    if (to === state) continue;
    const certainty = CERTAINTIES[sureOfMove(endpoint, fact, to)]!;
    transitions.push({
      time: endpoint.timeOf(fact),
      flow: flow.number,
      endpoint: side,
      from: stateOfCode(state),
      to: stateOfCode(to),
      cause: on,
      certainty,
      packet: certainty === 'timer' ? null : endpoint.packetOf(fact) || null,
      revises: false,
    });
    state = to;
  }
  return transitions;
}

/** As sure as its fact and the order; that the peer's FIN came before the ACK of its own is no surer than that ACK. */
function sureOfMove(endpoint: Endpoint, fact: Fact, to: StateCode): number {
  const sure = Math.max(endpoint.certaintyOf(fact), sureOfOrder(endpoint.facts, to));
  if (to !== Code.CLOSING || !endpoint.has(Fact.FIN_ACKED)) return sure;
  return Math.max(sure, endpoint.sureOf(Fact.FIN_ACKED));
}

/** Where the endpoint was before its first fact: an endpoint that answers a SYN was listening. */
function initialState(facts: number): StateCode {
  if (holds(facts, Fact.SYN_SENT)) return Code.CLOSED;
  if (holds(facts, Fact.SYNACK_SENT)) return Code.LISTEN;
  return UNKNOWN;
}

/** The facts that hold, oldest first; of facts that one segment showed, the one that the state machine takes first. */
function inOrder(endpoint: Endpoint): Fact[] {
  const { facts } = endpoint;
  const order: Fact[] = [];
  for (let fact = 0; fact < FACTS; fact++) {
    if (holds(facts, fact as Fact)) order.push(fact as Fact);
  }
  // The passive closer has received the peer's FIN before it sends its own.
  const rank = (fact: Fact): number =>
    fact === Fact.FIN_RECEIVED && (facts & PASSIVE) !== 0 ? Fact.ESTABLISHED + 0.5 : fact;
  return order.sort((a, b) => endpoint.timeOf(a) - endpoint.timeOf(b) || rank(a) - rank(b));
}

function eventOf(endpoint: Endpoint, fact: Fact, state: StateCode): EventName {
  switch (fact) {
    case Fact.SYN_SENT:
      return 'sent SYN';
    case Fact.SYNACK_SENT:
      return 'sent SYN+ACK';
    case Fact.ESTABLISHED:
      if (state === Code.SYN_SENT) return 'received SYN+ACK';
      return state === UNKNOWN ? 'first seen open' : 'received ACK of SYN';
    case Fact.FIN_SENT:
      return 'sent FIN';
    case Fact.FIN_ACKED:
      return arriveTogether(endpoint) ? 'received FIN and ACK of FIN' : 'received ACK of FIN';
    case Fact.FIN_RECEIVED:
      return 'received FIN';
    case Fact.CLOSED:
      return CLOSE_CAUSES[closeCause(endpoint.facts) - 1]!;
  }
}

/** Whether one segment brought the active closer both the ACK of its FIN and the peer's FIN. */
function arriveTogether(endpoint: Endpoint): boolean {
  const { facts } = endpoint;
  return (
    holds(facts, Fact.FIN_RECEIVED) &&
    (facts & PASSIVE) === 0 &&
    endpoint.timeOf(Fact.FIN_RECEIVED) === endpoint.timeOf(Fact.FIN_ACKED) &&
    endpoint.packetOf(Fact.FIN_RECEIVED) === endpoint.packetOf(Fact.FIN_ACKED)
  );
}

/** When the first of the facts that hold came to hold; Infinity without facts. Facts are numbered in the order of a connection's life. */
export function beganAt(endpoint: Endpoint): number {
  const { facts } = endpoint;
  for (let fact = 0; fact < FACTS; fact++) {
    if (holds(facts, fact as Fact)) return endpoint.timeOf(fact as Fact);
  }
  return Number.POSITIVE_INFINITY;
}

/** When the endpoint entered the state that it is in. */
export function enteredAt(endpoint: Endpoint): number {
  const { facts } = endpoint;
  if (holds(facts, Fact.CLOSED)) {
    const closed = endpoint.timeOf(Fact.CLOSED);
    const closedBefore = stateOf(facts & ~(1 << Fact.CLOSED)) === Code.CLOSED;
    return closedBefore ? Math.min(closed, finsExchangedAt(endpoint)) : closed;
  }
  switch (stateOf(facts)) {
    case Code.SYN_SENT:
      return endpoint.timeOf(Fact.SYN_SENT);
    case Code.SYN_RCVD:
      return endpoint.timeOf(Fact.SYNACK_SENT);
    case Code.ESTABLISHED:
      return endpoint.timeOf(Fact.ESTABLISHED);
    case Code.FIN_WAIT_1:
      return endpoint.timeOf(Fact.FIN_SENT);
    case Code.FIN_WAIT_2:
      return finAckedAt(endpoint);
    case Code.CLOSE_WAIT:
      return Math.max(endpoint.timeOf(Fact.ESTABLISHED), endpoint.timeOf(Fact.FIN_RECEIVED));
    case Code.CLOSING:
    case Code.LAST_ACK:
      return Math.max(endpoint.timeOf(Fact.FIN_SENT), endpoint.timeOf(Fact.FIN_RECEIVED));
    case Code.TIME_WAIT:
    case Code.CLOSED:
      return finsExchangedAt(endpoint);
    default:
      return Number.NaN;
  }
}

/** When its FIN was sent and acknowledged, where both is known of it. */
export function finAckedAt(endpoint: Endpoint): number {
  return Math.max(endpoint.timeOf(Fact.FIN_SENT), endpoint.timeOf(Fact.FIN_ACKED));
}

/** When the peer's FIN had come, too, where that is known of it. */
export function finsExchangedAt(endpoint: Endpoint): number {
  return Math.max(finAckedAt(endpoint), endpoint.timeOf(Fact.FIN_RECEIVED));
}
