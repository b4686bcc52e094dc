/**
 * The kernel's socket diagnosis for TCP (sock_diag(7)): its request and its answers.
 *
 * ```
 * nlmsghdr   length u32 │ type u16 │ flags u16 │ sequence u32 │ port u32
 * request    family u8 │ protocol u8 │ extensions u8 │ - │ states u32 │ socket id 48
 * answer     family u8 │ state u8 │ timer u8 │ retries u8 │ socket id 48 │ expires u32 │ queues u32 ×2 │ uid u32 │ inode u32
 *            then attributes: length u16 │ type u16 │ value, padded to 4
 * socket id  ports be16 ×2 │ addresses 16 ×2 │ interface u32 │ cookie u32 ×2
 * ```
 */
import { endianness } from 'node:os';
import { type State, StateCode, stateOfCode } from '../conntrack/states.ts';
import { formatAddress } from '../decode/address.ts';
import type { Cgroups } from './cgroups.ts';
import type { Libc } from './libc.ts';
import type { HostSocket, SocketIdle, SocketTimer } from './socket.ts';

const LITTLE = endianness() === 'LE';

const HEADER = 16;
const Type = { ERROR: 2, DONE: 3, SOCK_DIAG_BY_FAMILY: 20 } as const;
const REQUEST_DUMP = 0x301;
const AF_INET = 2;
const AF_INET6 = 10;
const IPPROTO_TCP = 6;
const ALL_STATES = 0xffffffff;
/** Attributes: struct tcp_info, and the number of a control group. */
const [INET_DIAG_INFO, INET_DIAG_CGROUP_ID] = [2, 21];

/** Offsets in an answer. */
const At = { STATE: 1, TIMER: 2, RETRIES: 3, ID: 4, EXPIRES: 52, RECEIVE: 56, SEND: 60, INODE: 68, ATTRIBUTES: 72 };
/** Offsets in a socket id. */
const Id = { SOURCE: 4, DESTINATION: 20, COOKIE: 40 };
/** Offsets in struct tcp_info; times in milliseconds. */
const Info = { DATA_SENT: 44, DATA_RECEIVED: 52, ACK_RECEIVED: 56, LEAST: 60 };

/** The kernel's numbers of the states; 12 is a handshake that is not finished. */
const STATES: readonly (State | undefined)[] = [
  undefined,
  ...[
    StateCode.ESTABLISHED,
    StateCode.SYN_SENT,
    StateCode.SYN_RCVD,
    StateCode.FIN_WAIT_1,
    StateCode.FIN_WAIT_2,
    StateCode.TIME_WAIT,
    StateCode.CLOSED,
    StateCode.CLOSE_WAIT,
    StateCode.LAST_ACK,
    StateCode.LISTEN,
    StateCode.CLOSING,
    StateCode.SYN_RCVD,
  ].map((code) => stateOfCode(code) ?? undefined),
];

const TIMERS: readonly (SocketTimer['name'] | undefined)[] = [
  undefined,
  'retransmit',
  'keep-alive',
  'time-wait',
  'probe',
];

/** Octets of answers that are taken in at a time: the kernel fills half of that at most. */
const ROOM = 65_536;

/**
 * All TCP sockets of the network namespace in which the netlink socket was opened.
 *
 * @throws Error where the kernel refuses
 */
export function dumpSockets(libc: Libc, netlink: number, namespace: number, cgroups: Cgroups | null): HostSocket[] {
  const sockets: HostSocket[] = [];
  const known: Known = { namespace, cgroups, addresses: new Map() };
  const room = new Uint8Array(ROOM);
  const view = new DataView(room.buffer);
  for (const family of [AF_INET, AF_INET6]) {
    libc.send(netlink, request(family));
    while (takeAnswers(view, libc.receive(netlink, room), known, sockets));
  }
  return sockets;
}

/** What an answer is read with. */
interface Known {
  readonly namespace: number;
  /** Null where control groups are not asked for. */
  readonly cgroups: Cgroups | null;
  /** The IPv4 addresses met so far: few, on most hosts, for many sockets. */
  readonly addresses: Map<number, string>;
}

function request(family: number): Uint8Array {
  const message = new Uint8Array(HEADER + 56);
  const view = new DataView(message.buffer);
  view.setUint32(0, message.length, LITTLE);
  view.setUint16(4, Type.SOCK_DIAG_BY_FAMILY, LITTLE);
  view.setUint16(6, REQUEST_DUMP, LITTLE);
  view.setUint8(HEADER, family);
  view.setUint8(HEADER + 1, IPPROTO_TCP);
  view.setUint8(HEADER + 2, 1 << (INET_DIAG_INFO - 1));
  view.setUint32(HEADER + 4, ALL_STATES, LITTLE);
  return message;
}

/** Whether there is more to come. */
function takeAnswers(view: DataView, length: number, known: Known, sockets: HostSocket[]): boolean {
  for (let at = 0; at + HEADER <= length; ) {
    const size = view.getUint32(at, LITTLE);
    const type = view.getUint16(at + 4, LITTLE);
    if (type === Type.DONE || size < HEADER) return false;
    if (type === Type.ERROR) throw new Error(`sock_diag: error ${-view.getInt32(at + HEADER, LITTLE)}`);
    if (type === Type.SOCK_DIAG_BY_FAMILY) {
      const socket = readSocket(view, at + HEADER, at + size, known);
      if (socket !== null) sockets.push(socket);
    }
    at += (size + 3) & ~3;
  }
  return true;
}

function readSocket(
  view: DataView,
  at: number,
  end: number,
  { namespace, cgroups, addresses }: Known,
): HostSocket | null {
  const state = STATES[view.getUint8(at + At.STATE)];
  if (state === undefined) return null;
  const v6 = view.getUint8(at) === AF_INET6;
  const id = at + At.ID;
  const info = attribute(view, at + At.ATTRIBUTES, end, INET_DIAG_INFO, Info.LEAST);
  const cgroup = attribute(view, at + At.ATTRIBUTES, end, INET_DIAG_CGROUP_ID, 8);
  return {
    id: number64(view, id + Id.COOKIE),
    namespace,
    state,
    address: addressAt(view, id + Id.SOURCE, v6, addresses),
    port: view.getUint16(id),
    peer: addressAt(view, id + Id.DESTINATION, v6, addresses),
    peerPort: view.getUint16(id + 2),
    inode: view.getUint32(at + At.INODE, LITTLE),
    receiveQueue: view.getUint32(at + At.RECEIVE, LITTLE),
    sendQueue: view.getUint32(at + At.SEND, LITTLE),
    timer: timerAt(view, at),
    idle: state === 'LISTEN' || info === null ? null : idleAt(view, info),
    cgroup: cgroups === null || cgroup === null ? null : cgroups.nameOf(number64(view, cgroup)),
  };
}

const V4_IN_V6 = 0xffff;

function addressAt(view: DataView, at: number, v6: boolean, known: Map<number, string>): string {
  const word = (i: number): number => view.getInt32(at + 4 * i);
  const v4 = v6 ? (word(0) === 0 && word(1) === 0 && word(2) === V4_IN_V6 ? word(3) : null) : word(0);
  if (v4 === null) return formatAddress(6, word(0), word(1), word(2), word(3));
  const text = known.get(v4) ?? formatAddress(4, v4, 0, 0, 0);
  known.set(v4, text);
  return text;
}

function timerAt(view: DataView, at: number): SocketTimer | null {
  const name = TIMERS[view.getUint8(at + At.TIMER)];
  if (name === undefined) return null;
  return {
    name,
    remaining: view.getUint32(at + At.EXPIRES, LITTLE) / 1e3,
    retries: view.getUint8(at + At.RETRIES),
  };
}

/** From struct tcp_info. */
function idleAt(view: DataView, at: number): SocketIdle {
  const seconds = (offset: number): number => view.getUint32(at + offset, LITTLE) / 1e3;
  return {
    dataSent: seconds(Info.DATA_SENT),
    dataReceived: seconds(Info.DATA_RECEIVED),
    ackReceived: seconds(Info.ACK_RECEIVED),
  };
}

/** Where the value of the attribute begins; null where there is none of at least that many octets. */
function attribute(view: DataView, from: number, end: number, wanted: number, least: number): number | null {
  for (let at = from; at + 4 <= end; ) {
    const length = view.getUint16(at, LITTLE);
    if (length < 4) return null;
    if (view.getUint16(at + 2, LITTLE) === wanted) return length - 4 >= least ? at + 4 : null;
    at += (length + 3) & ~3;
  }
  return null;
}

function number64(view: DataView, at: number): number {
  const [first, second] = [view.getUint32(at, LITTLE), view.getUint32(at + 4, LITTLE)];
  return first + second * 2 ** 32;
}
