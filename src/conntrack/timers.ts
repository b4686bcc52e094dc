/** What runs out when: the timers of both endpoints, by the chosen profile (RFC 9293 §3.8.3, §3.4.2). */

import type { Endpoint } from './endpoint.ts';
import { CloseCause, Fact } from './facts.ts';
import type { Flow } from './flow.ts';
import { enteredAt } from './history.ts';
import { Mark } from './marks.ts';
import type { TimerSnapshot } from './snapshot.ts';
import { StateCode, UNKNOWN } from './states.ts';
import type { Timeouts } from './timeouts.ts';

const SECOND = 1e9;
/** How long a closed flow is remembered after its last segment (nanoseconds): late segments still find it. */
const REMEMBERED = 60 * SECOND;
/** How much later than it could be due a flow in its handshake is looked at (nanoseconds): so a short one needs no second look. */
const LOOK_LATER = SECOND;

/** When the timer of the endpoint's state runs out, in nanoseconds since the capture's epoch; Infinity where none runs. */
export function runsOutAt(endpoint: Endpoint, peer: Endpoint, timeouts: Timeouts): number {
  switch (endpoint.state) {
    case StateCode.SYN_SENT:
      return endpoint.timeOf(Fact.SYN_SENT) + timeouts.synRetries * SECOND;
    case StateCode.SYN_RCVD:
      return endpoint.timeOf(Fact.SYNACK_SENT) + timeouts.synAckRetries * SECOND;
    case StateCode.TIME_WAIT:
      // RFC 9293 §3.10.7.4: a repeated FIN restarts it, and on Linux whatever else the peer sends with an ACK.
      return Math.max(enteredAt(endpoint), peer.lastSeen) + timeouts.twoMsl * SECOND;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Why the endpoint closes when its timer runs out. */
export function runOutCause(endpoint: Endpoint): CloseCause {
  return endpoint.state === StateCode.TIME_WAIT ? CloseCause.TWO_MSL : CloseCause.GAVE_UP;
}

/** When `tcp_fin_timeout` ends FIN_WAIT_2, if the application closed its socket; Infinity where it did not, or is in no such state. */
export function finTimeoutAt(endpoint: Endpoint, timeouts: Timeouts): number {
  if (endpoint.state !== StateCode.FIN_WAIT_2 || timeouts.finTimeout === null || endpoint.marked(Mark.HALF_CLOSED)) {
    return Number.POSITIVE_INFINITY;
  }
  return enteredAt(endpoint) + timeouts.finTimeout * SECOND;
}

function isOver(state: StateCode): boolean {
  return state === StateCode.CLOSED || state === UNKNOWN;
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
  const due = Math.min(runsOutAt(sender, receiver, timeouts), runsOutAt(receiver, sender, timeouts));
  if (!isOpening(one) && !isOpening(other)) return due;
  // Whatever follows the handshake, no timer of it is due before 2MSL from now.
  return Math.min(due, now + Math.min(timeouts.twoMsl * SECOND, REMEMBERED) + LOOK_LATER);
}

function isOpening(state: StateCode): boolean {
  return state === StateCode.SYN_SENT || state === StateCode.SYN_RCVD;
}

/** The endpoint's timer as it stands at `now`. */
export function timerOf(endpoint: Endpoint, peer: Endpoint, timeouts: Timeouts, now: number): TimerSnapshot | null {
  const finTimeout = finTimeoutAt(endpoint, timeouts);
  const at = Math.min(runsOutAt(endpoint, peer, timeouts), finTimeout);
  if (at === Number.POSITIVE_INFINITY) return null;
  const { state } = endpoint;
  const name =
    state === StateCode.TIME_WAIT
      ? '2msl'
      : state === StateCode.FIN_WAIT_2
        ? 'fin-timeout'
        : state === StateCode.SYN_SENT
          ? 'syn-retries'
          : 'synack-retries';
  return { name, remaining: Math.max(0, at - now) / SECOND };
}
