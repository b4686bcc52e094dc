/** A rule for this host's sockets, and how it puts sockets in the same trouble together. */
import type { Evidence, Finding, FindingKind, Process } from '../../conntrack/findings/finding.ts';
import type { HostView } from '../host-view.ts';
import type { HostSocket, SocketIdle } from '../socket.ts';

export interface HostRule {
  readonly kind: FindingKind;
  /** What it says otherwise than packets do, where both find it. */
  readonly variants?: readonly Pick<FindingKind, 'title' | 'explanation' | 'action'>[];
  readonly find: (view: HostView) => Finding[];
}

const SECOND = 1e9;
const MOST_EVIDENCE = 5;

/** Sockets of one process at one port, or to one server. */
export interface SocketGroup {
  readonly side: 'client' | 'server';
  readonly process: Process | null;
  readonly sockets: readonly HostSocket[];
}

/** By process, and by own port for a server, by the server's address and port for a client; largest first. */
export function grouped(
  view: HostView,
  sockets: readonly HostSocket[],
  ownerOf: (socket: HostSocket) => Process | null = (socket) => view.owner(socket),
): SocketGroup[] {
  const groups = new Map<string, SocketGroup & { readonly sockets: HostSocket[] }>();
  for (const socket of sockets) {
    const owner = ownerOf(socket);
    const key = `${owner?.pid} ${placeKey(view, socket)}`;
    const group = groups.get(key);
    if (group !== undefined) group.sockets.push(socket);
    else {
      const process = owner === null ? null : { pid: owner.pid, name: owner.name };
      groups.set(key, { side: sideOf(view, socket), process, sockets: [socket] });
    }
  }
  return [...groups.values()].sort((a, b) => b.sockets.length - a.sockets.length);
}

/** Where a socket belongs, whoever holds it. */
export function placeKey(view: HostView, socket: HostSocket): string {
  const { namespace, port, peer, peerPort } = socket;
  return sideOf(view, socket) === 'server' ? `${namespace} :${port}` : `${namespace} ${peer} ${peerPort}`;
}

export function sideOf(view: HostView, socket: HostSocket): SocketGroup['side'] {
  return view.listener(socket) === undefined ? 'client' : 'server';
}

/** How many seconds a socket has been in its state; null where nothing tells. */
export type AgeOf = (socket: HostSocket) => number | null;

/** A finding about the sockets of a group. */
export function findingOf(kind: FindingKind, view: HostView, group: SocketGroup, ageOf: AgeOf): Finding {
  const { side, process, sockets } = group;
  const [first] = sockets;
  const ages = sockets.map(ageOf).filter((age) => age !== null);
  const oldest = ages.length === 0 ? null : ages.reduce((a, b) => Math.max(a, b));
  const youngest = ages.length === 0 ? null : ages.reduce((a, b) => Math.min(a, b));
  const peers = new Set(sockets.map(({ peer }) => peer));
  const { id, severity, title, explanation, who, action } = kind;
  return {
    id,
    severity,
    title,
    explanation,
    who,
    action,
    place: {
      side,
      address: first!.address,
      port: side === 'server' ? first!.port : first!.peerPort,
      peer: peers.size === 1 ? first!.peer : null,
      process,
    },
    count: sockets.length,
    since: oldest === null ? null : view.now - oldest * SECOND,
    latest: youngest === null ? null : view.now - youngest * SECOND,
    age: oldest,
    trend: null,
    certainty: 'kernel',
    flows: [],
    evidence: sockets.slice(0, MOST_EVIDENCE).map((socket) => evidenceOf(view, socket)),
  };
}

function evidenceOf(view: HostView, socket: HostSocket): Evidence {
  const { address, port, peer, peerPort, state, receiveQueue, sendQueue, inode, cgroup } = socket;
  const owner = view.owner(socket);
  const facts = [
    `${address} port ${port} to ${peer} port ${peerPort}`,
    state,
    `receive queue ${receiveQueue}`,
    `send queue ${sendQueue}`,
    owner === null ? `inode ${inode}` : `descriptor ${owner.fds[0]} of pid ${owner.pid}`,
    ...(owner === null || owner.others.length === 0
      ? []
      : [`also held by ${owner.others.map(processText).join(' and ')}`]),
    ...(cgroup === null || cgroup === '/' ? [] : [`control group ${cgroup}`]),
  ];
  return { flow: null, packet: null, note: facts.join(', ') };
}

/** A process as it is named in a sentence. */
export function processText({ name, pid }: Process): string {
  return `${name} (pid ${pid})`;
}

/** Whether it happened between the looks; false for a socket that was in another state at the first. */
export function happenedBetween(view: HostView, socket: HostSocket, what: keyof SocketIdle): boolean {
  const before = view.before(socket)?.idle;
  if (!before || socket.idle === null) return false;
  return before[what] + view.seconds - socket.idle[what] > view.blur;
}

/** As long as nothing was heard of the peer: its FIN was the last segment, or came before it. */
export function sincePeerSpoke({ idle }: HostSocket): number | null {
  return idle === null ? null : idle.ackReceived;
}
