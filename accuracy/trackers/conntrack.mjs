/**
 * A peer: what nf_conntrack in the middle said of the same traffic, from the log of `conntrack -E -o timestamp` beside the capture.
 *
 * It keeps one state for a flow and does not say who closed: the client is taken for the one, as most often.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { formatAddress, parseAddress } from '../../dist/src/decode/address.js';
import { endpointName } from '../segments.mjs';

const LINE =
  /^\[(?<time>[\d.]+)\]\s+\[(?<kind>NEW|UPDATE)\]\s+tcp\s+6\s+(?:\d+\s+)?(?<state>[A-Z_\d]+)\s+src=(?<source>\S+) dst=(?<destination>\S+) sport=(?<sourcePort>\d+) dport=(?<destinationPort>\d+)/;

/** Its state -> the client's and the server's; null: it says nothing of that one. */
const MEANING = {
  SYN_SENT: ['SYN_SENT', null],
  SYN_SENT2: ['SYN_SENT', 'SYN_SENT'],
  SYN_RECV: ['SYN_SENT', 'SYN_RCVD'],
  ESTABLISHED: ['ESTABLISHED', 'ESTABLISHED'],
  FIN_WAIT: ['FIN_WAIT_1', 'CLOSE_WAIT'],
  CLOSE_WAIT: ['FIN_WAIT_2', 'CLOSE_WAIT'],
  LAST_ACK: ['TIME_WAIT', 'LAST_ACK'],
  TIME_WAIT: ['TIME_WAIT', 'CLOSED'],
  CLOSE: ['CLOSED', 'CLOSED'],
};

/** Whether there is a log beside this capture. */
export const hasLog = (file) => logOf(file) !== null;

function logOf(file) {
  const log = join(dirname(file), 'conntrack.txt');
  if (existsSync(log)) return readFileSync(log, 'utf8');
  return existsSync(`${log}.gz`) ? gunzipSync(readFileSync(`${log}.gz`)).toString() : null;
}

/**
 * @param {string} file a capture; the log is looked for beside it
 * @returns {Promise<import('./tcpstate.mjs').ToldFlow[]>}
 */
export async function track(file) {
  const latest = new Map();
  const flows = [];
  for (const line of (logOf(file) ?? '').split('\n')) {
    const event = LINE.exec(line)?.groups;
    if (!event) continue;
    const client = nameOf(event.source, event.sourcePort);
    const server = nameOf(event.destination, event.destinationPort);
    const pair = `${client} ${server}`;
    const time = Number(event.time);
    if (event.kind === 'NEW' || !latest.has(pair)) {
      const flow = { client, server, start: time, ends: { client: nothingYet(), server: nothingYet() } };
      latest.set(pair, flow);
      flows.push(flow);
    }
    const { ends } = latest.get(pair);
    const [ofClient, ofServer] = MEANING[event.state] ?? [null, null];
    go(ends.client, time, ofClient);
    go(ends.server, time, ofServer);
  }
  return flows;
}

/** conntrack writes IPv6 addresses in full. */
function nameOf(address, port) {
  const { version, w0, w1, w2, w3 } = parseAddress(address);
  return endpointName(formatAddress(version, w0, w1, w2, w3), port);
}

/** @returns {import('./tcpstate.mjs').Told} */
const nothingYet = () => ({ final: null, moves: [] });

function go(end, time, to) {
  const from = end.final ?? 'CLOSED';
  if (to === null || to === from) return;
  end.moves.push({ time, from, to });
  end.final = to;
}
