/** What runs out when: the timers of both endpoints, by the chosen profile (RFC 9293 §3.8.3, §3.4.2). */

import type { Endpoint } from './endpoint.ts';
import { CloseCause, Fact } from './facts.ts';
import type { Flow } from './flow.ts';
import { finAckedAt, finsExchangedAt } from './history.ts';
import { Mark } from './marks.ts';
import type { TimerSnapshot } from './snapshot.ts';
import { StateCode as Code, type StateCode, UNKNOWN } from './states.ts';
import type { Timeouts } from './timeouts.ts';

const SECOND = 1e9;
/** How long a closed flow is remembered after its last segment (nanoseconds): late segments still find it. */
const REMEMBERED = 60 * SECOND;
/** How much later than it could be due a flow in its handshake is looked at (nanoseconds): so a short one needs no second look. */
const LOOK_LATER = SECOND;

const TIMER_OF_STATE: Readonly<Record<StateCode, TimerSnapshot['name']>> = {
  [Code.TIME_WAIT]: '2msl',
  [Code.FIN_WAIT_2]: 'fin-timeout',
  [Code.SYN_SENT]: 'syn-retries',
  [Code.SYN_RCVD]: 'synack-retries',
};

/** When the timer of the endpoint's state runs out, in nanoseconds since the capture's epoch; Infinity where none runs. */
export function runsOutAt(endpoint: Endpoint, peer: Endpoint, timeouts: Timeouts): number {
  switch (endpoint.state) {
    case Code.SYN_SENT:
      return gaveUpAt(endpoint, Fact.SYN_SENT, timeouts.synRetries * SECOND);
    case Code.SYN_RCVD:
      return gaveUpAt(endpoint, Fact.SYNACK_SENT, timeouts.synAckRetries * SECOND);
    case Code.TIME_WAIT:
      // RFC 9293 §3.10.7.4: a repeated FIN restarts it, and on Linux what else the peer sends; see docs/observer.md.
      return Math.max(finsExchangedAt(endpoint), peer.lastSeen) + timeouts.twoMsl * SECOND;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** When it is to be told that the timer has run out: `runsOutAt`, and as much later as the system's timers run late. */
export function isOverAt(endpoint: Endpoint, peer: Endpoint, timeouts: Timeouts): number {
  const lateness = endpoint.state === Code.TIME_WAIT ? timeouts.lateness * SECOND : 0;
  return runsOutAt(endpoint, peer, timeouts) + lateness;
}

/** An endpoint that repeats itself when its time is over has longer timers than the profile: the time runs anew from there. */
function gaveUpAt(endpoint: Endpoint, since: Fact, time: number): number {
  const due = endpoint.timeOf(since) + time;
  return endpoint.lastSeen >= due ? endpoint.lastSeen + time : due;
}

/** Why the endpoint closes when its timer runs out. */
export function runOutCause(endpoint: Endpoint): CloseCause {
  return endpoint.state === Code.TIME_WAIT ? CloseCause.TWO_MSL : CloseCause.GAVE_UP;
}

/** When `tcp_fin_timeout` ends FIN_WAIT_2, if the application closed its socket; Infinity where it did not, or is in no such state. */
export function finTimeoutAt(endpoint: Endpoint, timeouts: Timeouts): number {
  if (endpoint.state !== Code.FIN_WAIT_2 || timeouts.finTimeout === null || endpoint.marked(Mark.HALF_CLOSED)) {
    return Number.POSITIVE_INFINITY;
  }
  return finAckedAt(endpoint) + timeouts.finTimeout * SECOND;
}

function isOver(state: StateCode): boolean {
  return state === Code.CLOSED || state === UNKNOWN;
}

/** Whether there is no connection left at either end. */
export function isGone(flow: Flow): boolean {
  return isOver(flow.sender.state) && isOver(flow.receiver.state);
}

/** When to look at the flow next; Infinity where only packets can change it. */
export function nextLook(flow: Flow, timeouts: Timeouts, now: number): number {
  const { sender, receiver } = flow;
  const one = sender.state;
  const other = receiver.state;
  if (isOver(one) && isOver(other)) return Math.max(sender.lastSeen, receiver.lastSeen) + REMEMBERED;
  const due = Math.min(isOverAt(sender, receiver, timeouts), isOverAt(receiver, sender, timeouts));
  if (!isOpening(one) && !isOpening(other)) return due;
  // Whatever follows the handshake, no timer of it is due before 2MSL from now.
  return Math.min(due, now + Math.min(timeouts.twoMsl * SECOND, REMEMBERED) + LOOK_LATER);
}

function isOpening(state: StateCode): boolean {
  return state === Code.SYN_SENT || state === Code.SYN_RCVD;
}

/** Nanoseconds from `now` until the endpoint's timer runs out, never negative; Infinity where none runs. */
export function remainingOf(endpoint: Endpoint, peer: Endpoint, timeouts: Timeouts, now: number): number {
  return Math.max(0, Math.min(runsOutAt(endpoint, peer, timeouts), finTimeoutAt(endpoint, timeouts)) - now);
}

/** The timer that runs in a state, with the nanoseconds that are left of it; null for Infinity. */
export function timerSnapshot(state: StateCode, remaining: number): TimerSnapshot | null {
  const name = TIMER_OF_STATE[state];
  return name === undefined || remaining === Number.POSITIVE_INFINITY ? null : { name, remaining: remaining / SECOND };
}
