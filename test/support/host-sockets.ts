/** Sockets of a host to judge, of what a test is about; all else is ordinary. */
import type { Finding } from '../../src/conntrack/findings/finding.ts';
import { HOST_RULES } from '../../src/host/findings/list.ts';
import { HostView } from '../../src/host/host-view.ts';
import type { HostSocket } from '../../src/host/socket.ts';
import type { Ending, WireEnd } from '../../src/host/wire.ts';

let cookies = 0;

/** An established connection of process 7 to the server's port 8080, but for the parts. */
export function hostSocket(parts: Partial<HostSocket> = {}): HostSocket {
  const id = ++cookies;
  return {
    id,
    namespace: 1,
    state: 'ESTABLISHED',
    address: '10.0.0.9',
    port: 8080,
    peer: '10.0.0.5',
    peerPort: 20_000 + (id % 40_000),
    inode: 1000 + id,
    receiveQueue: 0,
    sendQueue: 0,
    timer: null,
    idle: { dataSent: 120, dataReceived: 120, ackReceived: 120 },
    cgroup: '/system.slice/leaky.service',
    ...parts,
  };
}

/** The listener that makes port 8080 the server's. */
export const LISTENER: HostSocket = hostSocket({
  state: 'LISTEN',
  peer: '0.0.0.0',
  peerPort: 0,
  sendQueue: 128,
  idle: null,
});

/** So many sockets. */
export const several = (count: number, parts: Partial<HostSocket>): HostSocket[] =>
  Array.from({ length: count }, () => hostSocket(parts));

/** How long the looks are apart, in seconds. */
const SECONDS = 10;

/** The same sockets at the second look, if nothing has happened. */
export const later = (sockets: readonly HostSocket[]): HostSocket[] =>
  sockets.map((socket) => {
    if (socket.idle === null) return socket;
    const { dataSent, dataReceived, ackReceived } = socket.idle;
    const idle = {
      dataSent: dataSent + SECONDS,
      dataReceived: dataReceived + SECONDS,
      ackReceived: ackReceived + SECONDS,
    };
    return { ...socket, idle };
  });

const NOW = 1_000e9;

/** What packets showed of the socket's end, in whole: established, but for the parts. */
export function wireOf(socket: HostSocket, parts: Partial<WireEnd> = {}): WireEnd {
  const { address, port, peer, peerPort } = socket;
  return {
    flow: 1,
    ...{ address, port, peer, peerPort },
    state: 'ESTABLISHED',
    certainty: 'seen',
    sent: null,
    received: null,
    isEnding: parts.sent !== undefined || parts.received !== undefined,
    isWhole: true,
    ...parts,
  };
}

/** A FIN or RST so many seconds before the second look. */
export const seenBefore = (seconds: number, what: Ending['what']): Ending => ({
  what,
  time: NOW - seconds * 1e9,
  packet: 7,
});

/** What is found in two looks `SECONDS` apart, where every inode is a descriptor of process 7. */
export function foundIn(
  first: readonly HostSocket[],
  last: readonly HostSocket[],
  overflows = 0,
  ends: readonly WireEnd[] = [],
): readonly Finding[] {
  const table = (sockets: readonly HostSocket[], listenOverflows: number) => ({
    sockets,
    networks: new Map([[1, { listenOverflows, ephemeralPorts: 1000, keepAliveTime: 7200, conntrackTimeout: 600 }]]),
  });
  const owners = new Map(
    last
      .filter(({ inode }) => inode !== 0)
      .map(({ inode }) => [
        inode,
        { pid: 7, name: 'leaky', fds: [inode - 990], others: inode % 2 === 0 ? [] : [{ pid: 8, name: 'child' }] },
      ]),
  );
  // The capture ended a moment before the second look.
  const wire = { ends, namespace: 1, until: NOW - 0.2e9, isComplete: true };
  const looks = [table(first, 5), table(last, 5 + overflows)] as const;
  const view = new HostView(...looks, { byInode: owners, complete: true }, { apart: SECONDS, took: 0, now: NOW }, wire);
  return HOST_RULES.flatMap(({ find }) => find(view));
}
