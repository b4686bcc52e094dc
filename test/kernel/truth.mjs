/** What the kernels did with each connection: from the trace, and where the trace is silent, from what left the host. */

import { groupBy } from '../../accuracy/group-by.mjs';
import { pairName } from '../../accuracy/segments.mjs';
import { Flag } from '../../dist/src/index.js';
import { livesOf, requestsOf } from './lives.mjs';

/**
 * @typedef {[time: number, state: string, sureness: 'exact' | 'timer' | 'wire' | 'nominal']} Row
 * @typedef {{ states: Row[], silent: number[] }} EndpointTruth
 */

/** Seconds around a change of state within which its segment passes the host's own capture. */
const AT_ONCE = 0.005;
/** Seconds in TIME_WAIT that are known without a packet. */
const TIME_WAIT = 59.5;
/** Seconds that a server which connects, too, may be before the client. */
const TOGETHER = 0.2;

/**
 * @param {readonly (import('./trace.mjs').StateEvent | import('./trace.mjs').TimerEvent)[]} events
 * @param {{ client: import('../../accuracy/segments.mjs').Seen[], server: import('../../accuracy/segments.mjs').Seen[] }} captures
 * of the hosts themselves
 * @param {(endpoint: string) => boolean} isClient whether an address is one of the clients'
 * @returns {import('../../accuracy/dataset.mjs').FlowTruth[]} oldest first
 */
export function flowsOf(events, captures, isClient) {
  const passed = {
    client: groupBy(captures.client, ({ from, to }) => pairName(from, to)),
    server: groupBy(captures.server, ({ from, to }) => pairName(from, to)),
  };
  const requestTimers = requestsOf(events);
  const ofPair = groupBy(livesOf(events), ({ local, remote }) => pairName(local, remote));
  return [...ofPair].flatMap(([pair, lives]) => {
    const opening = lives.filter(({ local }) => isClient(local));
    const serving = lives.filter(({ local }) => !isClient(local));
    const seen = { client: passed.client.get(pair) ?? [], server: passed.server.get(pair) ?? [] };
    return opening.map(({ local, remote, rows }, i) => {
      const span = { from: rows[0][0], to: opening[i + 1]?.rows[0][0] ?? Number.POSITIVE_INFINITY };
      const theirs = serving.filter(
        (life) => i === opening.findLastIndex((own) => own.rows[0][0] <= life.rows[0][0] + TOGETHER),
      );
      const requests = requestRows(remote, seen.server, span, theirs, requestTimers);
      const serverRows = [...requests, ...theirs.flatMap((life) => life.rows)].sort(byTime);
      // Who connects, too, does not listen.
      if (serverRows[0]?.[1] !== 'SYN_SENT') serverRows.unshift([span.from, 'LISTEN', 'exact']);
      return {
        client: local,
        server: remote,
        start: span.from,
        endpoints: {
          client: endpointOf(rows, local, seen.client),
          server: endpointOf(serverRows, remote, seen.server),
        },
      };
    });
  });
}

const byTime = ([one], [other]) => one - other;

/**
 * SYN_RCVD before there is a whole socket: from the first SYN+ACK on, until the request is given up or becomes one. Where no
 * request keeps its timer, there is none: a SYN cookie.
 * @returns {Row[]}
 */
function requestRows(server, segments, { from, to }, lives, requestTimers) {
  const rows = [];
  let until = from;
  for (const { time, from: sender, flags } of segments) {
    if (time < until || time >= to || sender !== server || (flags & (Flag.SYN | Flag.ACK)) !== (Flag.SYN | Flag.ACK))
      continue;
    const life = lives.find((one) => one.rows[0][0] <= time + AT_ONCE && time <= one.ended);
    if (life) {
      until = life.ended;
      continue;
    }
    const request = requestTimers.startedBefore(time);
    rows.push([time, 'SYN_RCVD', request ? 'wire' : 'nominal']);
    const next = lives.find((one) => one.rows[0][0] > time);
    until = next?.ended ?? request?.ended ?? Number.POSITIVE_INFINITY;
    if (!next && request && until < Number.POSITIVE_INFINITY) rows.push([until, 'CLOSED', 'timer']);
  }
  return rows;
}

/** @returns {EndpointTruth} */
function endpointOf(rows, name, segments) {
  const states = rows.filter(([, state], i) => i === 0 || state !== rows[i - 1][1]);
  const silent = [...states.keys()].filter((i) => i > 0 && isSilent(states[i - 1], states[i], name, segments));
  return { states: states.map(([time, state, sureness]) => [Number(time.toFixed(6)), state, sureness]), silent };
}

/** Whether no packet shows a change of state: the end of a connection, or a FIN that has to wait. */
function isSilent([since, before], [time, state], name, segments) {
  const near = segments.filter((segment) => Math.abs(segment.time - time) < AT_ONCE);
  if (state === 'FIN_WAIT_1' || state === 'LAST_ACK') {
    return !near.some(({ from, flags }) => from === name && (flags & Flag.FIN) !== 0);
  }
  if (state !== 'CLOSED' || before === 'LISTEN') return false;
  return near.length === 0 && !(before === 'TIME_WAIT' && time - since > TIME_WAIT);
}
