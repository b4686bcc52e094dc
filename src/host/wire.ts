/** What packets on the interfaces of this host showed of its own ends of connections, to be held against its sockets. */
import { CERTAINTIES, type Certainty } from '../conntrack/certainty.ts';
import type { Endpoint } from '../conntrack/endpoint.ts';
import { CloseCause, closeCause, Fact, Sure } from '../conntrack/facts.ts';
import { isWholeToFin } from '../conntrack/fin.ts';
import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import { Note } from '../conntrack/notes.ts';
import { type State, stateOfCode } from '../conntrack/states.ts';

/** Notes of a connection that was not seen in whole, or not alone on its pair of sockets. */
const DOUBTFUL =
  Note.gap |
  Note.foreign |
  Note['fin-missed'] |
  Note['syn-on-live'] |
  Note['time-wait-collision'] |
  Note['old-duplicate'] |
  Note.unwatched;

/** A segment that ends a connection, or one direction of it. */
export interface Ending {
  readonly what: 'FIN' | 'RST';
  /** When it was seen first, in nanoseconds since the capture's epoch. */
  readonly time: number;
  /** 1-based number of the frame; null where that is not remembered. */
  readonly packet: number | null;
}

/** One end of a connection, as the packets left it. */
export interface WireEnd {
  /** `FlowRow.id`. */
  readonly flow: number;
  readonly address: string;
  readonly port: number;
  readonly peer: string;
  readonly peerPort: number;
  readonly state: State | null;
  readonly certainty: Certainty | null;
  /** What left in its name, surely. */
  readonly sent: Ending | null;
  /** What passed the capture point toward it, acceptable and with everything before it. */
  readonly received: Ending | null;
  /** Whether the packets tell of any ending at all, however unsurely. */
  readonly isEnding: boolean;
  /** Whether all of it was seen from its SYN on, and nothing that may belong to another connection. */
  readonly isWhole: boolean;
}

export interface Wire {
  readonly ends: readonly WireEnd[];
  /** Inode of the network namespace whose interfaces they passed. */
  readonly namespace: number;
  /** Time of the latest packet that there may have been, in nanoseconds since the capture's epoch. */
  readonly until: number;
  /** Whether no packet is known to be missing. */
  readonly isComplete: boolean;
}

/** An end of the flow: `end` is one of its two. */
export function wireEnd(flow: FlowCursor, end: Endpoint): WireEnd {
  const { client, server } = flow;
  const peer = end === client ? server : client;
  const sent = sentBy(end);
  const received = receivedBy(end, peer);
  return {
    flow: flow.flow.number,
    address: flow.address(end),
    port: flow.flow.port(end.half),
    peer: flow.address(peer),
    peerPort: flow.flow.port(peer.half),
    state: stateOfCode(end.state),
    certainty: CERTAINTIES[flow.sure(end)] ?? null,
    sent,
    received,
    isEnding: [end, peer].some(
      (each) => each.has(Fact.FIN_SENT) || each.has(Fact.FIN_RECEIVED) || each.has(Fact.CLOSED),
    ),
    isWhole: flow.handshake !== 'none' && (flow.noteBits & DOUBTFUL) === 0,
  };
}

function sentBy(end: Endpoint): Ending | null {
  if (end.has(Fact.CLOSED)) {
    const isRst = closeCause(end.facts) === CloseCause.SENT_RST && end.sureOf(Fact.CLOSED) === Sure.SEEN;
    return isRst ? ending('RST', end, Fact.CLOSED) : null;
  }
  return hasSurely(end, Fact.FIN_SENT) ? ending('FIN', end, Fact.FIN_SENT) : null;
}

function receivedBy(end: Endpoint, peer: Endpoint): Ending | null {
  if (end.has(Fact.CLOSED)) {
    const isRst = closeCause(end.facts) === CloseCause.RECEIVED_RST && end.sureOf(Fact.CLOSED) <= Sure.PRESUMED;
    return isRst ? ending('RST', end, Fact.CLOSED) : null;
  }
  return hasSurely(peer, Fact.FIN_SENT) && isWholeToFin(peer) ? ending('FIN', peer, Fact.FIN_SENT) : null;
}

function hasSurely(end: Endpoint, fact: Fact): boolean {
  return end.has(fact) && end.sureOf(fact) === Sure.SEEN;
}

function ending(what: Ending['what'], end: Endpoint, fact: Fact): Ending {
  return { what, time: end.timeOf(fact), packet: end.packetOf(fact) || null };
}
