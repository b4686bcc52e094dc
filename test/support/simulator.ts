/**
 * A small, correct TCP at both ends of a wire with a capture point on it: what the capture shows, and what states the
 * ends really went through. Go-back-N, immediate ACKs, no window; enough for opening, data, and every way of closing.
 *
 * ```
 *  client ── delay.client ── capture point ── delay.server ── server        packets are lost beyond the capture point only
 * ```
 */
import type { State } from '../../src/conntrack/states.ts';
import { Flag, Segment } from '../../src/decode/segment.ts';
import { digestOf } from './scenario-segments.ts';

export type Role = 'client' | 'server';

/** What one application does. Times are in nanoseconds. */
export interface Plan {
  /** Octets that it sends once the connection is open. */
  readonly octets: number;
  /** When it closes by itself; null for never. */
  readonly closeAt: number | null;
  /** How long after the peer's FIN it closes; null for never. */
  readonly closeAfterPeer: number | null;
  /** When it aborts with a RST; null for never. */
  readonly abortAt: number | null;
}

export interface Conversation {
  readonly seed: number;
  /** Of 1. */
  readonly loss: number;
  readonly delay: Readonly<Record<Role, number>>;
  readonly iss: Readonly<Record<Role, number>>;
  readonly plan: Readonly<Record<Role, Plan>>;
}

/** A state that an endpoint was in, and for how long; `passing` states lasted no time at all. */
export interface Visit {
  readonly state: State;
  readonly passing: boolean;
}

export interface Recording {
  /** In the order of capture. */
  readonly segments: readonly Segment[];
  readonly visits: Readonly<Record<Role, readonly Visit[]>>;
  readonly final: Readonly<Record<Role, State>>;
}

const MSS = 1000;
const RTO = { open: 1e9, data: 0.2e9 } as const;
const TWO_MSL = 60e9;
const PORT: Readonly<Record<Role, number>> = { client: 40000, server: 80 };
const ADDRESS: Readonly<Record<Role, number>> = { client: 0x0a000001, server: 0x0a000002 };

const ABORTABLE: ReadonlySet<State> = new Set(['SYN_RCVD', 'ESTABLISHED', 'CLOSE_WAIT', 'FIN_WAIT_1', 'FIN_WAIT_2']);

interface Packet {
  readonly flags: number;
  /** Relative to the sender's and the receiver's initial sequence numbers. */
  readonly seq: number;
  readonly ack: number;
  readonly length: number;
}

/** Events in the order of time; those of one time in the order in which they were made. */
class Agenda {
  now = 0;
  readonly #events: { time: number; order: number; run: () => void }[] = [];
  #order = 0;

  at(time: number, run: () => void): void {
    this.#events.push({ time, order: this.#order++, run });
  }

  /** Runs everything that happens before `end`. */
  run(end: number): void {
    while (this.#events.length > 0) {
      this.#events.sort((a, b) => a.time - b.time || a.order - b.order);
      const event = this.#events.shift()!;
      if (event.time > end) return;
      this.now = event.time;
      event.run();
    }
  }
}

class End {
  state: State;
  readonly moves: { time: number; state: State }[] = [];
  sndUna = 0;
  sndNxt = 0;
  rcvNxt = 0;
  #finAt = -1;
  #wantsToClose = false;
  #timer = 0;
  #tries = 0;
  #waits = 0;
  readonly #agenda: Agenda;
  readonly #plan: Plan;
  readonly #send: (packet: Packet) => void;

  constructor(state: State, agenda: Agenda, plan: Plan, send: (packet: Packet) => void) {
    this.state = state;
    this.#agenda = agenda;
    this.#plan = plan;
    this.#send = send;
  }

  connect(): void {
    this.#enter('SYN_SENT');
    this.sndNxt = 1;
    this.#transmit();
  }

  close(): void {
    this.#wantsToClose = true;
    this.#closeIfOpen();
  }

  abort(): void {
    // In the other states an abort sends nothing (Linux): no packet could tell of it.
    if (!ABORTABLE.has(this.state)) return;
    this.#emit(Flag.RST | Flag.ACK, this.sndNxt, 0);
    this.#enter('CLOSED');
  }

  receive(packet: Packet): void {
    if (packet.flags & Flag.RST) this.#receiveRst(packet);
    else if (this.state === 'CLOSED') this.#send({ flags: Flag.RST, seq: packet.ack, ack: 0, length: 0 });
    else if (packet.flags & Flag.SYN) this.#receiveSyn(packet);
    else if (this.state !== 'LISTEN' && this.state !== 'SYN_SENT') {
      this.#receiveAck(packet);
      this.#receiveData(packet);
    }
  }

  #receiveRst(packet: Packet): void {
    if (packet.seq === this.rcvNxt && this.state !== 'LISTEN') this.#enter('CLOSED');
  }

  #receiveSyn(packet: Packet): void {
    if (this.state === 'LISTEN') {
      this.rcvNxt = 1;
      this.sndNxt = 1;
      this.#enter('SYN_RCVD');
      this.#transmit();
    } else if (this.state === 'SYN_SENT' && packet.flags & Flag.ACK) {
      this.rcvNxt = 1;
      this.#acknowledged(1);
      this.#enter('ESTABLISHED');
      this.#open(true);
    } else if (this.state === 'SYN_RCVD') {
      this.#transmit();
    } else {
      this.#emit(Flag.ACK, this.sndNxt, 0);
    }
  }

  #receiveAck(packet: Packet): void {
    if (packet.ack <= this.sndUna) return;
    this.#acknowledged(packet.ack);
    if (this.state === 'SYN_RCVD') {
      this.#enter('ESTABLISHED');
      this.#open(false);
    }
    if (this.#finAt < 0 || packet.ack <= this.#finAt) return;
    if (this.state === 'FIN_WAIT_1') this.#enter('FIN_WAIT_2');
    else if (this.state === 'CLOSING') this.#waitTwice();
    else if (this.state === 'LAST_ACK') this.#enter('CLOSED');
  }

  #receiveData({ seq, length, flags }: Packet): void {
    const fin = (flags & Flag.FIN) !== 0;
    if (length === 0 && !fin) return;
    const sentBefore = this.sndNxt;
    if (seq <= this.rcvNxt && seq + length > this.rcvNxt) this.rcvNxt = seq + length;
    if (fin && this.rcvNxt === seq + length) this.#receiveFin();
    else if (this.state === 'TIME_WAIT') this.#waitTwice();
    // A FIN that the application sent at once carries the ACK.
    if (this.sndNxt === sentBefore) this.#emit(Flag.ACK, this.sndNxt, 0);
  }

  #receiveFin(): void {
    this.rcvNxt++;
    if (this.state === 'FIN_WAIT_1') this.#enter('CLOSING');
    else if (this.state === 'FIN_WAIT_2') this.#waitTwice();
    else if (this.state === 'ESTABLISHED') {
      this.#enter('CLOSE_WAIT');
      const { closeAfterPeer } = this.#plan;
      if (closeAfterPeer === 0) this.close();
      else if (closeAfterPeer !== null) this.#agenda.at(this.#agenda.now + closeAfterPeer, () => this.close());
    }
  }

  #waitTwice(): void {
    this.#enter('TIME_WAIT');
    const turn = ++this.#waits;
    this.#agenda.at(this.#agenda.now + TWO_MSL, () => {
      if (this.state === 'TIME_WAIT' && turn === this.#waits) this.#enter('CLOSED');
    });
  }

  #open(answer: boolean): void {
    this.sndNxt += this.#plan.octets;
    if (this.#plan.octets > 0) this.#transmit();
    else if (answer) this.#emit(Flag.ACK, this.sndNxt, 0);
    if (this.#wantsToClose) this.#closeIfOpen();
  }

  #closeIfOpen(): void {
    if (this.state !== 'ESTABLISHED' && this.state !== 'CLOSE_WAIT') return;
    this.#finAt = this.sndNxt++;
    this.#enter(this.state === 'ESTABLISHED' ? 'FIN_WAIT_1' : 'LAST_ACK');
    this.#emit(Flag.FIN | Flag.ACK, this.#finAt, 0);
    this.#startTimer();
  }

  #acknowledged(ack: number): void {
    this.sndUna = ack;
    this.#tries = 0;
    this.#timer++;
    if (this.sndUna < this.sndNxt) this.#startTimer();
  }

  /** Sends everything from SND.UNA on, and again when no ACK comes. */
  #transmit(): void {
    if (this.state === 'SYN_SENT') this.#emit(Flag.SYN, 0, 0);
    else if (this.state === 'SYN_RCVD') this.#emit(Flag.SYN | Flag.ACK, 0, 0);
    else {
      const dataEnd = this.#finAt < 0 ? this.sndNxt : this.#finAt;
      for (let seq = this.sndUna; seq < dataEnd; seq += MSS) this.#emit(Flag.ACK, seq, Math.min(MSS, dataEnd - seq));
      if (this.#finAt >= 0) this.#emit(Flag.FIN | Flag.ACK, this.#finAt, 0);
    }
    this.#startTimer();
  }

  #startTimer(): void {
    const turn = ++this.#timer;
    const wait = (this.state === 'SYN_SENT' || this.state === 'SYN_RCVD' ? RTO.open : RTO.data) * 2 ** this.#tries;
    this.#agenda.at(this.#agenda.now + wait, () => {
      if (turn !== this.#timer || this.sndUna >= this.sndNxt || this.state === 'CLOSED') return;
      this.#tries = Math.min(this.#tries + 1, 4);
      this.#transmit();
    });
  }

  #emit(flags: number, seq: number, length: number): void {
    this.#send({ flags, seq, ack: flags & Flag.ACK ? this.rcvNxt : 0, length });
  }

  #enter(state: State): void {
    if (state === this.state) return;
    this.state = state;
    this.moves.push({ time: this.#agenda.now, state });
  }
}

/** Mulberry32: a seeded source of numbers below 1. */
export function randomFrom(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Lets the two ends converse for 45 s: before that every loss is repaired, and no TIME_WAIT runs out within it. */
export function converse({ seed, loss, delay, iss, plan }: Conversation): Recording {
  const random = randomFrom(seed);
  const agenda = new Agenda();
  const segments: Segment[] = [];
  const ipIds: Record<Role, number> = { client: 0, server: 30000 };
  const ends: Record<Role, End> = {
    client: new End('CLOSED', agenda, plan.client, (packet) => travel('client', 'server', packet)),
    server: new End('LISTEN', agenda, plan.server, (packet) => travel('server', 'client', packet)),
  };

  function travel(from: Role, to: Role, packet: Packet): void {
    const ipId = ++ipIds[from];
    agenda.at(agenda.now + delay[from], () => {
      segments.push(captured(from, to, packet, ipId, agenda.now, segments.length + 1, iss));
      // A lost RST leaves a half-open connection of which packets tell nothing.
      if (random() < loss && (packet.flags & Flag.RST) === 0) return;
      agenda.at(agenda.now + delay[to], () => ends[to].receive(packet));
    });
  }

  agenda.at(0, () => ends.client.connect());
  for (const role of ['client', 'server'] as const) {
    const { closeAt, abortAt } = plan[role];
    if (closeAt !== null) agenda.at(closeAt, () => ends[role].close());
    if (abortAt !== null) agenda.at(abortAt, () => ends[role].abort());
  }
  agenda.run(45e9);
  return {
    segments,
    visits: { client: visits(ends.client), server: visits(ends.server) },
    final: { client: ends.client.state, server: ends.server.state },
  };
}

function visits({ moves }: End): Visit[] {
  return moves.map(({ state, time }, i) => ({ state, passing: moves[i + 1]?.time === time }));
}

function captured(
  from: Role,
  to: Role,
  packet: Packet,
  ipId: number,
  time: number,
  number: number,
  iss: Readonly<Record<Role, number>>,
): Segment {
  const segment = new Segment();
  segment.packet = number;
  segment.time = time;
  segment.source0 = ADDRESS[from];
  segment.destination0 = ADDRESS[to];
  segment.sourcePort = PORT[from];
  segment.destinationPort = PORT[to];
  segment.seq = (iss[from] + packet.seq) | 0;
  segment.ack = packet.flags & Flag.ACK ? (iss[to] + packet.ack) | 0 : 0;
  segment.flags = packet.flags;
  segment.window = 65535;
  segment.length = packet.length;
  segment.ipId = ipId;
  segment.digest = digestOf(segment);
  return segment;
}
