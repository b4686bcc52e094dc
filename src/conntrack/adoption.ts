/**
 * Connections that were there before the capture, taken in from this host's socket table: a leaked socket is silent, so
 * packets alone would never tell of it. Of its own end the state is what the kernel says, of the other it is inferred.
 *
 * Only states in which a connection can be silent: in all others its segments tell soon enough.
 */
import type { Address } from '../decode/address.ts';
import { Segment } from '../decode/segment.ts';
import { BY_KERNEL, type Endpoint } from './endpoint.ts';
import { Fact, PASSIVE, Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import { Mark } from './marks.ts';
import type { State } from './states.ts';

const { ESTABLISHED, FIN_SENT, FIN_ACKED, FIN_RECEIVED } = Fact;

/** A state in which a connection can be silent for as long as it likes. */
export type SilentState = 'ESTABLISHED' | 'CLOSE_WAIT' | 'FIN_WAIT_2' | 'TIME_WAIT';

/** Facts of the socket's own end, and of the other, which closed second where both have closed. */
const FACTS_IN: Readonly<Record<SilentState, readonly [own: readonly Fact[], other: readonly Fact[]]>> = {
  ESTABLISHED: [[ESTABLISHED], [ESTABLISHED]],
  CLOSE_WAIT: [
    [ESTABLISHED, FIN_RECEIVED],
    [ESTABLISHED, FIN_SENT, FIN_ACKED],
  ],
  FIN_WAIT_2: [
    [ESTABLISHED, FIN_SENT, FIN_ACKED],
    [ESTABLISHED, FIN_RECEIVED],
  ],
  TIME_WAIT: [
    [ESTABLISHED, FIN_SENT, FIN_ACKED, FIN_RECEIVED],
    [ESTABLISHED, FIN_RECEIVED, FIN_SENT, FIN_ACKED],
  ],
};

export function isSilentState(state: State): state is SilentState {
  return state in FACTS_IN;
}

/** What the socket table says of a connection. */
export interface KnownSocket {
  readonly address: Address;
  readonly port: number;
  readonly peer: Address;
  readonly peerPort: number;
  readonly state: SilentState;
  /** Whether it opened the connection. */
  readonly isClient: boolean;
  /** Since when it is in its state, or in ESTABLISHED at least was there, in nanoseconds since the capture's epoch. */
  readonly since: number;
  /** When something was last sent either way. */
  readonly lastHeard: number;
  /** Whether a process holds it: then no timer ends FIN_WAIT_2. */
  readonly isHeld: boolean;
}

/** A segment that would have come from the socket: it finds the flow. */
export function segmentOf({ address, port, peer, peerPort, lastHeard }: KnownSocket): Segment {
  return Object.assign(new Segment(), {
    time: lastHeard,
    ipVersion: address.version,
    source0: address.w0,
    source1: address.w1,
    source2: address.w2,
    source3: address.w3,
    destination0: peer.w0,
    destination1: peer.w1,
    destination2: peer.w2,
    destination3: peer.w3,
    sourcePort: port,
    destinationPort: peerPort,
  });
}

/** Gives both ends of a flow, of which nothing was seen, what the socket table says of its sender. */
export function adopt(flow: Flow, socket: KnownSocket): void {
  const { sender, receiver } = flow;
  const { state, isClient, isHeld } = socket;
  flow.clientHalf = isClient ? sender.half : receiver.half;
  const [own, others] = FACTS_IN[state];
  know(sender, own, Sure.SEEN, socket);
  sender.mark(Mark.KERNEL);
  if (state === 'FIN_WAIT_2' && isHeld) sender.mark(Mark.HALF_CLOSED);
  // On the loopback both ends are sockets of this host.
  if (receiver.marked(Mark.KERNEL)) return;
  know(receiver, others, Sure.INFERRED, socket);
  if (state === 'TIME_WAIT') receiver.facts |= PASSIVE;
  // Its FIN was never seen: its next segment, or the next ACK, tells where it lies.
  if (receiver.has(FIN_SENT)) receiver.mark(Mark.PHANTOM_FIN);
}

function know(endpoint: Endpoint, facts: readonly Fact[], sure: Sure, { since, lastHeard }: KnownSocket): void {
  endpoint.facts = 0;
  endpoint.marks = 0;
  for (const fact of facts) endpoint.establish(fact, sure, since, sure === Sure.SEEN ? BY_KERNEL : 0);
  endpoint.lastSeen = lastHeard;
}
