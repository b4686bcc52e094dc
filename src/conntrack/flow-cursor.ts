/** Reads one flow out of the table: as a row, as a snapshot of everything, as a history. */
import { formatAddress } from '../decode/address.ts';
import type { Scopes } from '../decode/scopes.ts';
import { Flag } from '../decode/segment.ts';
import { type Anomalies, Anomaly } from './anomalies.ts';
import { CERTAINTIES, type Certainty } from './certainty.ts';
import type { Endpoint } from './endpoint.ts';
import { CloseCause, closeCause, FACTS, Fact, holds, PASSIVE, Sure, sureOfState } from './facts.ts';
import type { Flow } from './flow.ts';
import { FlowFlag } from './flow-record.ts';
import { enteredAt, historyOf, wasReset } from './history.ts';
import { Mark } from './marks.ts';
import { Note, noteNames } from './notes.ts';
import type { EndpointRow, EndpointSnapshot, FlowRow, FlowSnapshot, TimerSnapshot, Transition } from './snapshot.ts';
import { stateOfCode, UNKNOWN } from './states.ts';
import type { Timeouts } from './timeouts.ts';
import { finTimeoutAt, remainingOf, timerSnapshot } from './timers.ts';

const SECOND = 1e9;

/** How much of the handshake was seen. */
export const HANDSHAKES = ['none', 'partial', 'complete'] as const;
/** Who closed first. */
export const CLOSERS = [null, 'client', 'server', 'both'] as const;
/** How a connection ended. */
export const ENDINGS = [null, 'fin', 'rst', 'timeout'] as const;

export class FlowCursor {
  readonly #flow: Flow;
  readonly #anomalies: Anomalies;
  readonly #scopes: Scopes;
  readonly #timeouts: Timeouts;
  #now = 0;

  constructor(flow: Flow, anomalies: Anomalies, scopes: Scopes, timeouts: Timeouts) {
    this.#flow = flow;
    this.#anomalies = anomalies;
    this.#scopes = scopes;
    this.#timeouts = timeouts;
  }

  /** Moves the cursor to a flow as it is at `now` (nanoseconds since the capture's epoch). */
  at(index: number, now: number): void {
    const flow = this.#flow;
    flow.at(index, 0);
    // The client first: as if it had sent the segment.
    flow.at(index, flow.is(FlowFlag.SELF) ? 0 : flow.clientHalf);
    this.#now = now;
  }

  /** The time as of which it is read, in nanoseconds since the capture's epoch. */
  get now(): number {
    return this.#now;
  }

  /** The endpoints, for counting without building anything. */
  get client(): Endpoint {
    return this.#flow.sender;
  }

  get server(): Endpoint {
    return this.#flow.receiver;
  }

  get flow(): Flow {
    return this.#flow;
  }

  /** Address of an endpoint as in RFC 5952. */
  address(endpoint: Endpoint): string {
    const word = (i: number): number => this.addressWord(endpoint, i);
    return formatAddress(this.ipVersion, word(0), word(1), word(2), word(3));
  }

  /** A word of the address of an endpoint: IPv4 has one, IPv6 four. */
  addressWord(endpoint: Endpoint, word: number): number {
    return this.#flow.table.addressWord(this.#flow.index, endpoint.half, word);
  }

  get ipVersion(): 4 | 6 {
    return this.#flow.is(FlowFlag.V6) ? 6 : 4;
  }

  /** In which tunnels it travelled, as `FlowRow.tunnel`. */
  get tunnel(): string | null {
    return this.#scopes.tunnel(this.#flow.scope);
  }

  /** When its first segment was seen, in nanoseconds since the capture's epoch. */
  get firstSeen(): number {
    const { sender, receiver } = this.#flow;
    return Math.min(firstFact(sender), firstFact(receiver), this.lastSeen);
  }

  /** When its latest segment was seen. */
  get lastSeen(): number {
    const { sender, receiver } = this.#flow;
    if (sender.packets === 0) return receiver.lastSeen;
    if (receiver.packets === 0) return sender.lastSeen;
    return Math.max(sender.lastSeen, receiver.lastSeen);
  }

  /** How often it happened at the endpoint. */
  anomaly(endpoint: Endpoint, which: Anomaly): number {
    return this.#anomalies.of(this.#flow, endpoint.half, which);
  }

  /** How many segments of the endpoint carried the flag. */
  flagCount(endpoint: Endpoint, flag: Parameters<Anomalies['flagCount']>[2]): number {
    return this.#anomalies.flagCount(this.#flow, endpoint, flag);
  }

  /** How sure the endpoint's state is now: a FIN_WAIT_2 whose timer has run out is gone if it was closed, and waits if it was half-closed. */
  certainty(endpoint: Endpoint): Certainty | null {
    return CERTAINTIES[this.sure(endpoint)] ?? null;
  }

  /** The same as a place in `CERTAINTIES`, or beyond them where the state is unknown. */
  sure(endpoint: Endpoint): number {
    return finTimeoutAt(endpoint, this.#timeouts) <= this.#now ? Sure.TIMER : sureOfState(endpoint.facts);
  }

  /** Nanoseconds until the endpoint's timer runs out; Infinity where none runs. */
  remaining(endpoint: Endpoint): number {
    return remainingOf(endpoint, this.#peer(endpoint), this.#timeouts, this.#now);
  }

  timer(endpoint: Endpoint): TimerSnapshot | null {
    return timerSnapshot(endpoint.state, this.remaining(endpoint));
  }

  /** Place in `HANDSHAKES`. */
  get handshakeCode(): number {
    const { client, server } = this;
    const syn = client.has(Fact.SYN_SENT);
    const synAck = server.has(Fact.SYNACK_SENT);
    if (!syn && !synAck) return 0;
    if (!syn || !synAck || !server.has(Fact.ESTABLISHED) || !client.has(Fact.ESTABLISHED)) return 1;
    const seen = client.sureOf(Fact.SYN_SENT) === Sure.SEEN && server.sureOf(Fact.SYNACK_SENT) === Sure.SEEN;
    return seen ? 2 : 1;
  }

  /** Place in `CLOSERS`. */
  get closedFirstCode(): number {
    const { client, server } = this;
    const clientFin = client.has(Fact.FIN_SENT);
    const serverFin = server.has(Fact.FIN_SENT);
    if (clientFin && serverFin) {
      if ((client.facts & PASSIVE) !== 0) return 2;
      return (server.facts & PASSIVE) !== 0 ? 1 : 3;
    }
    if (clientFin || serverFin) return clientFin ? 1 : 2;
    const clientCause = causeOf(client);
    const serverCause = causeOf(server);
    if (serverCause === CloseCause.SENT_RST || clientCause === CloseCause.REFUSED) return 2;
    if (clientCause === CloseCause.SENT_RST || serverCause === CloseCause.REFUSED) return 1;
    if (clientCause === CloseCause.RECEIVED_RST) return 2;
    return serverCause === CloseCause.RECEIVED_RST ? 1 : 0;
  }

  /** Place in `ENDINGS`. */
  get closedByCode(): number {
    const { client, server } = this;
    if (wasReset(client.facts) || wasReset(server.facts)) return 2;
    if (client.has(Fact.FIN_SENT) && server.has(Fact.FIN_SENT)) return 1;
    return causeOf(client) === CloseCause.GAVE_UP || causeOf(server) === CloseCause.GAVE_UP ? 3 : 0;
  }

  /** What a table shows of it. */
  row(): FlowRow {
    return { ...this.#common(), client: this.#endpointRow(this.client), server: this.#endpointRow(this.server) };
  }

  /** Everything that is known of it. */
  snapshot(): FlowSnapshot {
    const { client, server } = this;
    const rtt = { handshakeServer: this.#answered(client, server), handshakeClient: this.#established(client, server) };
    return { ...this.#common(), client: this.#endpoint(client), server: this.#endpoint(server), rtt };
  }

  /** Every transition of both endpoints, oldest first: the history as it is now known, without what was taken back. */
  history(): Transition[] {
    const { client, server } = this;
    const ofClient = historyOf(this.#flow, client);
    if (client.half === server.half) return ofClient;
    return [...ofClient, ...historyOf(this.#flow, server)].sort((a, b) => a.time - b.time);
  }

  #peer(endpoint: Endpoint): Endpoint {
    return endpoint === this.#flow.sender ? this.#flow.receiver : this.#flow.sender;
  }

  #common(): Omit<FlowRow, 'client' | 'server'> {
    const flow = this.#flow;
    return {
      id: flow.number,
      incarnation: flow.incarnation,
      ipVersion: this.ipVersion,
      vlan: this.#scopes.vlan(flow.scope),
      tunnel: this.tunnel,
      handshake: HANDSHAKES[this.handshakeCode]!,
      closedFirst: CLOSERS[this.closedFirstCode]!,
      closedBy: ENDINGS[this.closedByCode]!,
      firstSeen: this.firstSeen,
      lastSeen: this.lastSeen,
      retransmitted: this.retransmitted,
      notes: this.notes,
    };
  }

  /** Whether either end has sent something again. */
  get retransmitted(): boolean {
    const flow = this.#flow;
    const { RETRANSMISSION } = Anomaly;
    return this.#anomalies.of(flow, 0, RETRANSMISSION) + this.#anomalies.of(flow, 1, RETRANSMISSION) > 0;
  }

  /** Names of the notes, and those that follow from what is known. */
  get notes(): readonly string[] {
    return noteNames(this.noteBits);
  }

  get noteBits(): number {
    const { client, server } = this;
    let bits = this.#flow.notes;
    if (server.packets === 0 && causeOf(client) === CloseCause.GAVE_UP) bits |= Note['syn-unanswered'];
    if (client.marked(Mark.HALF_CLOSED) || server.marked(Mark.HALF_CLOSED)) bits |= Note['half-closed'];
    if (
      (client.packets === 0) !== (server.packets === 0) &&
      !(bits & Note['syn-unanswered']) &&
      client.has(Fact.ESTABLISHED)
    ) {
      bits |= Note['one-sided'];
    }
    return bits;
  }

  #endpointRow(endpoint: Endpoint): EndpointRow {
    const state = endpoint.state;
    return {
      address: this.address(endpoint),
      port: this.#flow.port(endpoint.half),
      state: stateOfCode(state),
      certainty: this.certainty(endpoint),
      since: state === UNKNOWN ? null : enteredAt(endpoint),
      timer: this.timer(endpoint),
      bytes: endpoint.bytes,
      packets: endpoint.packets,
    };
  }

  #endpoint(endpoint: Endpoint): EndpointSnapshot {
    const { half, state } = endpoint;
    // One literal: an object put together by spreading and adding is an order of magnitude slower.
    return {
      address: this.address(endpoint),
      port: this.#flow.port(half),
      state: stateOfCode(state),
      certainty: this.certainty(endpoint),
      since: state === UNKNOWN ? null : enteredAt(endpoint),
      timer: this.timer(endpoint),
      bytes: endpoint.bytes,
      packets: endpoint.packets,
      syn: this.flagCount(endpoint, Flag.SYN),
      fin: this.flagCount(endpoint, Flag.FIN),
      rst: this.flagCount(endpoint, Flag.RST),
      retransmissions: this.anomaly(endpoint, Anomaly.RETRANSMISSION),
      outOfOrder: this.anomaly(endpoint, Anomaly.OUT_OF_ORDER),
      duplicates: this.anomaly(endpoint, Anomaly.DUPLICATE),
      duplicateAcks: this.anomaly(endpoint, Anomaly.DUPLICATE_ACK),
      windowUpdates: this.anomaly(endpoint, Anomaly.WINDOW_UPDATE),
      zeroWindows: this.anomaly(endpoint, Anomaly.ZERO_WINDOW),
      keepAlives: this.anomaly(endpoint, Anomaly.KEEP_ALIVE),
      windowProbes: this.anomaly(endpoint, Anomaly.WINDOW_PROBE),
      isn: endpoint.marked(Mark.HAS_ISS) ? endpoint.iss >>> 0 : null,
      mss: endpoint.mss,
      windowScale: endpoint.windowScale,
      sackPermitted: endpoint.sackPermitted,
      timestamps: endpoint.timestamps,
      fastOpen: endpoint.fastOpenOption,
      mptcp: endpoint.mptcp,
      window: endpoint.packets === 0 ? null : endpoint.window,
    };
  }

  /** From SYN to SYN+ACK, in seconds; null where a repeated SYN makes it ambiguous (Karn's algorithm). */
  #answered(client: Endpoint, server: Endpoint): number | null {
    if (!seen(client, Fact.SYN_SENT) || !seen(server, Fact.SYNACK_SENT)) return null;
    if (this.flagCount(client, Flag.SYN) !== 1) return null;
    return interval(client.timeOf(Fact.SYN_SENT), server.timeOf(Fact.SYNACK_SENT));
  }

  /** From SYN+ACK to the client's ACK, in seconds. */
  #established(client: Endpoint, server: Endpoint): number | null {
    if (!seen(client, Fact.ESTABLISHED) || !seen(server, Fact.SYNACK_SENT)) return null;
    if (this.flagCount(server, Flag.SYN) !== 1) return null;
    return interval(server.timeOf(Fact.SYNACK_SENT), client.timeOf(Fact.ESTABLISHED));
  }
}

/** When the first of the facts that hold came to hold; Infinity without facts. Facts are numbered in the order of a connection's life. */
function firstFact(endpoint: Endpoint): number {
  const { facts } = endpoint;
  for (let fact = 0; fact < FACTS; fact++) {
    if (holds(facts, fact as Fact)) return endpoint.timeOf(fact as Fact);
  }
  return Number.POSITIVE_INFINITY;
}

function causeOf(endpoint: Endpoint): CloseCause {
  return endpoint.has(Fact.CLOSED) ? closeCause(endpoint.facts) : CloseCause.NONE;
}

function seen(endpoint: Endpoint, fact: Fact): boolean {
  return endpoint.has(fact) && endpoint.sureOf(fact) === Sure.SEEN;
}

function interval(from: number, to: number): number | null {
  return to >= from ? (to - from) / SECOND : null;
}
