/** What a change of state means for somebody: who must act, who closed first, how long the half-close and 2MSL last. */
import { Flag } from '../../decode/segment.ts';
import type { FlowSnapshot, Transition } from '../snapshot.ts';
import type { State } from '../states.ts';
import type { Timeouts } from '../timeouts.ts';
import type { Draft } from './draft.ts';
import type { Remark, Side } from './lines.ts';

const SECOND = 1e9;

/** Who was half-closed since when, and how much its peer had sent by then. */
interface HalfClose {
  readonly side: Side;
  readonly since: number;
  readonly peerBytes: number;
}

export class MoveRemarks {
  readonly #flow: FlowSnapshot;
  readonly #timeouts: Timeouts;
  /** The frame that showed that an announced change had not been; null where it stands. */
  readonly #takenBack: (announced: Transition) => number | null;
  #halfClose: HalfClose | null = null;
  #crossed = false;

  constructor(flow: FlowSnapshot, timeouts: Timeouts, takenBack: (announced: Transition) => number | null) {
    this.#flow = flow;
    this.#timeouts = timeouts;
    this.#takenBack = takenBack;
  }

  /** All remarks of a line; lines come in order. `bytes` is what each end had sent by then, `now` the states behind the line. */
  of(
    draft: Draft | null,
    moves: readonly Transition[],
    time: number,
    bytes: Readonly<Record<Side, number>>,
    now: Readonly<Record<Side, { readonly state: State | null }>>,
  ): Remark[] {
    const drafted = draft?.kind === 'segment' ? draft.remarks : [];
    return [
      ...drafted.filter(({ name }) => name === 'taken-back'),
      ...moves.flatMap((move) => this.#ofMove(move, bytes)),
      ...resets(draft, moves),
      ...this.#restarted(draft, moves, time, now),
      ...this.#seemed(draft, moves),
      ...drafted.filter(({ name }) => name !== 'taken-back'),
    ];
  }

  #ofMove({ endpoint, from, to, time, cause }: Transition, bytes: Readonly<Record<Side, number>>): Remark[] {
    const { rtt, closedFirst } = this.#flow;
    const remarks: Remark[] = [];
    const peer = endpoint === 'client' ? 'server' : 'client';
    if (cause === 'sent SYN+ACK' && rtt.handshakeServer !== null && endpoint === 'server') {
      remarks.push({ name: 'answered', side: 'server', seconds: rtt.handshakeServer });
    }
    if (to === 'ESTABLISHED' && endpoint === 'client' && cause !== 'first seen open') remarks.push(...this.#opened());
    if (to === 'FIN_WAIT_1' && closedFirst === endpoint) remarks.push({ name: 'closes-first', side: endpoint });
    if (to === 'CLOSING' && !this.#crossed) {
      this.#crossed = true;
      remarks.push({ name: 'fins-cross' });
    }
    if (to === 'CLOSE_WAIT') remarks.push({ name: 'must-close', side: endpoint });
    if (to === 'FIN_WAIT_2') {
      remarks.push({ name: 'half-closed', side: endpoint });
      this.#halfClose = { side: endpoint, since: time, peerBytes: bytes[peer] };
    }
    if (from === 'FIN_WAIT_2' && this.#halfClose?.side === endpoint) {
      const { side, since, peerBytes } = this.#halfClose;
      remarks.push({
        name: 'half-close-over',
        side,
        seconds: (time - since) / SECOND,
        octets: bytes[peer] - peerBytes,
      });
    }
    if (to === 'TIME_WAIT') {
      remarks.push({ name: 'two-msl', side: endpoint, until: time + this.#timeouts.twoMsl * SECOND, again: false });
    }
    return remarks;
  }

  #opened(): Remark[] {
    const { client, server, rtt } = this.#flow;
    const remarks: Remark[] = [];
    if (rtt.handshakeClient !== null) remarks.push({ name: 'answered', side: 'client', seconds: rtt.handshakeClient });
    if (client.mss !== null && server.mss !== null) {
      remarks.push({ name: 'effective-mss', octets: Math.min(client.mss, server.mss) });
    }
    return remarks;
  }

  /** RFC 9293 §3.10.7.4: a repeated FIN of the peer restarts 2MSL. */
  #restarted(
    draft: Draft | null,
    moves: readonly Transition[],
    time: number,
    now: Readonly<Record<Side, { readonly state: State | null }>>,
  ): Remark[] {
    if (draft?.kind !== 'segment' || (draft.flags & Flag.FIN) === 0) return [];
    if (!draft.remarks.some(({ name }) => name === 'retransmission')) return [];
    const sides: readonly Side[] = ['client', 'server'];
    const waiting = sides.filter(
      (side) =>
        now[side].state === 'TIME_WAIT' && !moves.some(({ endpoint, to }) => endpoint === side && to === 'TIME_WAIT'),
    );
    const until = time + this.#timeouts.twoMsl * SECOND;
    return waiting.map((side) => ({ name: 'two-msl', side, until, again: true }));
  }

  #seemed(draft: Draft | null, moves: readonly Transition[]): Remark[] {
    if (draft?.kind !== 'segment') return [];
    return draft.announced.flatMap((announced): Remark[] => {
      const { endpoint, to } = announced;
      if (moves.some((move) => move.endpoint === endpoint && move.to === to)) return [];
      const packet = this.#takenBack(announced);
      return packet === null ? [] : [{ name: 'seemed', side: endpoint, state: to, packet }];
    });
  }
}

/** A live socket that aborts acknowledges; a host that has no fitting socket does not, where it answers an ACK (RFC 9293 §3.5.2). */
function resets(draft: Draft | null, moves: readonly Transition[]): Remark[] {
  if (draft?.kind !== 'segment' || (draft.flags & Flag.RST) === 0) return [];
  const sent = moves.find(({ cause }) => cause === 'sent RST');
  if (sent === undefined || sent.from === null || sent.from === 'SYN_SENT') return [];
  if (draft.remarks.some(({ name }) => name === 'gives-up')) return [];
  return [{ name: (draft.flags & Flag.ACK) !== 0 ? 'aborts' : 'no-socket', side: sent.endpoint }];
}
