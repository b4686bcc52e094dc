/** One end of a simulated connection: a small, correct TCP with go-back-N, immediate ACKs and no window. */
import type { State } from '../../src/conntrack/states.ts';
import { Flag } from '../../src/decode/segment.ts';

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

export interface Packet {
  readonly flags: number;
  /** Relative to the sender's and the receiver's initial sequence numbers. */
  readonly seq: number;
  readonly ack: number;
  readonly length: number;
}

const MSS = 1000;
const RTO = { open: 1e9, data: 0.2e9 } as const;
const TWO_MSL = 60e9;
const ABORTABLE: ReadonlySet<State> = new Set(['SYN_RCVD', 'ESTABLISHED', 'CLOSE_WAIT', 'FIN_WAIT_1', 'FIN_WAIT_2']);

/** Events in the order of time; those of one time in the order in which they were made. */
export class Agenda {
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

export class SimulatedEndpoint {
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
