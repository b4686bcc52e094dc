/** Reads one flow out of the table, one thing at a time. Nothing is allocated but texts. */
import { formatAddress } from '../decode/address.ts';
import type { Scopes } from '../decode/scopes.ts';
import { Flag } from '../decode/segment.ts';
import { type Anomalies, Anomaly } from './anomalies.ts';
import { CERTAINTIES, type Certainty } from './certainty.ts';
import type { Endpoint } from './endpoint.ts';
import { KERNEL, Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import { FlowFlag, NONE } from './flow-record.ts';
import { beganAt } from './history.ts';
import { Mark } from './marks.ts';
import { Note, noteNames } from './notes.ts';
import {
  CLOSERS,
  clientSureIn,
  closerIn,
  ENDINGS,
  endingIn,
  HANDSHAKES,
  handshakeIn,
  impliedNotes,
  isOver,
  outcomeOf,
  serverSureIn,
  withClientSure,
  withServerSure,
} from './outcome.ts';
import { answered, established } from './round-trips.ts';
import type { Silence, Silences } from './silence.ts';
import type { FlowRow, TimerSnapshot } from './snapshot.ts';
import type { Timeouts } from './timeouts.ts';
import { finTimeoutAt, remainingOf, timerSnapshot } from './timers.ts';

export class FlowReader {
  readonly #flow: Flow;
  /** What is counted of its flow besides what every flow carries. */
  readonly anomalies: Anomalies;
  readonly #silences: Silences;
  readonly #scopes: Scopes;
  readonly timeouts: Timeouts;
  #now = 0;
  /** Up to when packets may have been missed, in nanoseconds since the capture's epoch. */
  #missedUntil = Number.NEGATIVE_INFINITY;

  constructor(flow: Flow, anomalies: Anomalies, silences: Silences, scopes: Scopes, timeouts: Timeouts) {
    this.#flow = flow;
    this.anomalies = anomalies;
    this.#silences = silences;
    this.#scopes = scopes;
    this.timeouts = timeouts;
  }

  /** From now on, flows of which nothing was seen since are told to be unwatched. */
  set missedUntil(time: number) {
    this.#missedUntil = time;
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
    return Math.min(beganAt(sender), beganAt(receiver), this.lastSeen);
  }

  /** When its latest segment was seen. */
  get lastSeen(): number {
    const { sender, receiver } = this.#flow;
    if (sender.packets === 0) return receiver.lastSeen;
    if (receiver.packets === 0) return sender.lastSeen;
    return Math.max(sender.lastSeen, receiver.lastSeen);
  }

  /** How sure the endpoint's state is now: a FIN_WAIT_2 whose timer has run out is gone if it was closed, and waits if it was half-closed. */
  certainty(endpoint: Endpoint): Certainty | null {
    return CERTAINTIES[this.sure(endpoint)] ?? null;
  }

  /** The same as a place in `CERTAINTIES`, or beyond them where the state is unknown. */
  sure(endpoint: Endpoint): number {
    return endpoint === this.client ? clientSureIn(this.outcome) : serverSureIn(this.outcome);
  }

  /** How it stands, or went: `outcomeOf` its facts, and as sure as it is now. */
  get outcome(): number {
    const { client, server } = this;
    const outcome = outcomeOf(client.facts, server.facts);
    const ofClient = this.#sureApart(client);
    const ofServer = this.#sureApart(server);
    if (ofClient === NONE && ofServer === NONE) return outcome;
    const known = ofClient === NONE ? outcome : withClientSure(outcome, ofClient);
    return ofServer === NONE ? known : withServerSure(known, ofServer);
  }

  /** How sure the endpoint's state is by what is no fact, the clock and the socket table; NONE where the facts tell. */
  #sureApart(endpoint: Endpoint): number {
    if (finTimeoutAt(endpoint, this.timeouts) <= this.#now) return Sure.TIMER;
    return endpoint.marked(Mark.KERNEL) ? KERNEL : NONE;
  }

  /** Nanoseconds until the endpoint's timer runs out; Infinity where none runs. */
  remaining(endpoint: Endpoint): number {
    return remainingOf(endpoint, this.#peer(endpoint), this.timeouts, this.#now);
  }

  timer(endpoint: Endpoint): TimerSnapshot | null {
    return timerSnapshot(endpoint.state, this.remaining(endpoint));
  }

  /** How many segments of the endpoint carried the flag. */
  syns(endpoint: Endpoint): number {
    return this.anomalies.flagCount(this.#flow, endpoint, Flag.SYN);
  }

  fins(endpoint: Endpoint): number {
    return this.anomalies.flagCount(this.#flow, endpoint, Flag.FIN);
  }

  rsts(endpoint: Endpoint): number {
    return this.anomalies.flagCount(this.#flow, endpoint, Flag.RST);
  }

  /** How often it happened to the endpoint. */
  anomaly(endpoint: Endpoint, which: Anomaly): number {
    return this.anomalies.of(this.#flow, endpoint.half, which);
  }

  /** Whether nothing of that has happened to either endpoint, and no count of flags has outgrown `Endpoint.counts`. */
  get isSmooth(): boolean {
    return this.#flow.anomalies === NONE;
  }

  /** For how long both endpoints had been silent when this one broke it so, in nanoseconds; 0 where it did not. */
  silence(endpoint: Endpoint, which: Silence): number {
    return this.#silences.of(this.#flow, endpoint.half, which);
  }

  /** As `EndpointSnapshot` has them. */
  isn(endpoint: Endpoint): number | null {
    return endpoint.marked(Mark.HAS_ISS) ? endpoint.iss >>> 0 : null;
  }

  window(endpoint: Endpoint): number | null {
    return endpoint.packets === 0 ? null : endpoint.window;
  }

  /** Round trips of the handshake in seconds, as `FlowSnapshot.rtt` has them; NaN for null. */
  get handshakeServer(): number {
    return answered(this.client, this.server, this.syns(this.client));
  }

  get handshakeClient(): number {
    return established(this.client, this.server, this.syns(this.server));
  }

  get handshake(): FlowRow['handshake'] {
    return HANDSHAKES[handshakeIn(this.outcome)]!;
  }

  get closedFirst(): FlowRow['closedFirst'] {
    return CLOSERS[closerIn(this.outcome)]!;
  }

  get closedBy(): FlowRow['closedBy'] {
    return ENDINGS[endingIn(this.outcome)]!;
  }

  get vlan(): readonly number[] {
    return this.#scopes.vlan(this.#flow.scope);
  }

  /** Whether either end has sent something again. */
  get retransmitted(): boolean {
    const { RETRANSMISSION } = Anomaly;
    return this.anomaly(this.client, RETRANSMISSION) + this.anomaly(this.server, RETRANSMISSION) > 0;
  }

  #peer(endpoint: Endpoint): Endpoint {
    return endpoint === this.#flow.sender ? this.#flow.receiver : this.#flow.sender;
  }

  /** Names of the notes, and those that follow from what is known. */
  get notes(): readonly string[] {
    return noteNames(this.noteBits);
  }

  get noteBits(): number {
    const { client, server } = this;
    const unwatched = this.lastSeen <= this.#missedUntil && !isOver(client, server);
    return this.#flow.notes | impliedNotes(client, server) | (unwatched ? Note.unwatched : 0);
  }
}
