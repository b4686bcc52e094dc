/**
 * A peer written for this comparison: it takes every segment for delivered the moment it is seen, looks at no sequence number but that of
 * the FIN, and takes nothing back. What a first implementation does.
 */
import { Flag } from '../../dist/src/index.js';
import { pairName, segmentsOf } from '../segments.mjs';

/** Seconds in TIME_WAIT, as Linux has it. */
const TWO_MSL = 60;

const ON_OWN_FIN = { ESTABLISHED: 'FIN_WAIT_1', CLOSE_WAIT: 'LAST_ACK' };
const ON_FIN = { ESTABLISHED: 'CLOSE_WAIT', FIN_WAIT_1: 'CLOSING', FIN_WAIT_2: 'TIME_WAIT' };
const ON_ACK_OF_FIN = { FIN_WAIT_1: 'FIN_WAIT_2', CLOSING: 'TIME_WAIT', LAST_ACK: 'CLOSED' };
const HANDSHAKE = ['CLOSED', 'SYN_SENT', 'SYN_RCVD'];

class End {
  /** @type {import('./tcpstate.mjs').Move[]} */
  moves = [];
  /** What an ACK of its FIN acknowledges. */
  finEnd = -1;

  get state() {
    return this.moves.at(-1)?.to ?? 'CLOSED';
  }

  get isOver() {
    return this.moves.length > 0 && ['CLOSED', 'TIME_WAIT'].includes(this.state);
  }

  /** @param {string | undefined} to undefined: stay */
  go(time, to) {
    if (to !== undefined && to !== this.state) this.moves.push({ time, from: this.state, to });
  }

  told(end) {
    const waited = this.state === 'TIME_WAIT' && this.moves.at(-1).time + TWO_MSL;
    if (waited && waited <= end) this.go(waited, 'CLOSED');
    return { final: this.moves.length > 0 ? this.state : null, moves: this.moves };
  }
}

/**
 * @param {string} file
 * @returns {Promise<import('./tcpstate.mjs').ToldFlow[]>}
 */
export async function track(file) {
  const segments = await segmentsOf(file);
  const latest = new Map();
  const flows = [];
  for (const segment of segments) {
    const pair = pairName(segment.from, segment.to);
    let flow = latest.get(pair);
    if (!flow || (isSyn(segment) && [...flow.ends.values()].every((end) => end.isOver))) {
      flow = begin(segment);
      flows.push(flow);
      latest.set(pair, flow);
    }
    deliver(segment, flow.ends.get(segment.from), flow.ends.get(segment.to));
  }
  const end = segments.reduce((time, segment) => Math.max(time, segment.time), 0);
  return flows.map(({ client, server, start, ends }) => ({
    client,
    server,
    start,
    ends: { client: ends.get(client).told(end), server: ends.get(server).told(end) },
  }));
}

const isSyn = ({ flags }) => (flags & (Flag.SYN | Flag.ACK)) === Flag.SYN;

function begin({ time, from, to, flags }) {
  const answers = (flags & Flag.SYN) !== 0 && (flags & Flag.ACK) !== 0;
  const [client, server] = answers ? [to, from] : [from, to];
  return {
    client,
    server,
    start: time,
    ends: new Map([
      [client, new End()],
      [server, new End()],
    ]),
  };
}

function deliver({ time, seq, ack, flags, length }, sender, receiver) {
  if (flags & Flag.RST) {
    for (const end of [sender, receiver]) end.go(time, 'CLOSED');
    return;
  }
  if (flags & Flag.SYN) {
    const answers = (flags & Flag.ACK) !== 0;
    sender.go(time, answers ? 'SYN_RCVD' : 'SYN_SENT');
    receiver.go(time, answers ? 'ESTABLISHED' : 'SYN_RCVD');
    return;
  }
  for (const end of [sender, receiver]) {
    if (HANDSHAKE.includes(end.state) && !(end.moves.length > 0 && end.state === 'CLOSED')) end.go(time, 'ESTABLISHED');
  }
  if (flags & Flag.FIN) {
    if (sender.finEnd < 0) sender.finEnd = (seq + length + 1) >>> 0;
    sender.go(time, ON_OWN_FIN[sender.state]);
    receiver.go(time, ON_FIN[receiver.state]);
  }
  if (flags & Flag.ACK && ack === receiver.finEnd) receiver.go(time, ON_ACK_OF_FIN[receiver.state]);
}
