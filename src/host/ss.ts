/** What ss(8) prints of TCP sockets, read as sockets: where netlink cannot be reached. */
import { parseState } from '../conntrack/states.ts';
import type { HostSocket, SocketIdle, SocketTimer } from './socket.ts';

/** Numbers, all states, one line each, with inode and cookie, timers and tcp_info. */
export const SS_WORDS: readonly string[] = [
  'ss',
  '--no-header',
  '--numeric',
  '--tcp',
  '--all',
  '--extended',
  '--options',
  '--info',
  '--oneline',
];

const TIMERS: Readonly<Record<string, SocketTimer['name']>> = {
  on: 'retransmit',
  keepalive: 'keep-alive',
  timewait: 'time-wait',
  persist: 'probe',
};

/** The sockets in the output of `SS_WORDS`; lines that are none are left out. */
export function parseSs(text: string, namespace: number): HostSocket[] {
  return text.split('\n').flatMap((line) => {
    const socket = parseLine(line, namespace);
    return socket === null ? [] : [socket];
  });
}

function parseLine(line: string, namespace: number): HostSocket | null {
  const [name = '', receiveQueue, sendQueue, local = '', remote = ''] = line.trim().split(/\s+/);
  const state = parseState(name);
  const here = parsePlace(local);
  const there = parsePlace(remote);
  if (state === null || here === null || there === null) return null;
  const field = (pattern: RegExp): string | null => pattern.exec(line)?.[1] ?? null;
  return {
    id: Number.parseInt(field(/ sk:([0-9a-f]+)/) ?? '0', 16),
    namespace,
    state,
    address: here.address,
    port: here.port,
    peer: there.address,
    peerPort: there.port,
    inode: Number(field(/ ino:(\d+)/) ?? 0),
    receiveQueue: Number(receiveQueue),
    sendQueue: Number(sendQueue),
    timer: parseTimer(line),
    idle: state === 'LISTEN' ? null : parseIdle(field),
    cgroup: field(/ cgroup:(\/\S*)/),
  };
}

/** `10.0.0.5:443`, `[::1]:80`, `*:80`, `10.0.0.5%lo:53`, `0.0.0.0:*`. */
function parsePlace(text: string): { address: string; port: number } | null {
  const [, host = '', port = ''] = /^(.*):(\d+|\*)$/.exec(text) ?? [];
  if (host === '') return null;
  const bare = host
    .replaceAll(/[[\]]/g, '')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
  return { address: bare === '*' ? '::' : bare, port: port === '*' ? 0 : Number(port) };
}

function parseTimer(line: string): SocketTimer | null {
  const [, kind = '', remaining = '', retries = '0'] = /timer:\((\w+),([^,)]*),(\d+)\)/.exec(line) ?? [];
  const name = TIMERS[kind];
  return name === undefined ? null : { name, remaining: parseDuration(remaining), retries: Number(retries) };
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, sec: 1, min: 60, hr: 3600, day: 86_400 };

/** `200ms`, `59sec`, `1min20sec`, and `1.028ms`, which is 1028 milliseconds; in seconds. */
function parseDuration(text: string): number {
  return [...text.matchAll(/([\d.]+)(ms|sec|min|hr|day)/g)].reduce((sum, [, amount = '', unit = '']) => {
    const factor = unit === 'ms' && amount.includes('.') ? 1 : (UNITS[unit] ?? 0);
    return sum + Number(amount) * factor;
  }, 0);
}

function parseIdle(field: (pattern: RegExp) => string | null): SocketIdle | null {
  // ss leaves out what is 0, but prints the timers of every socket that has tcp_info.
  if (field(/ (cwnd):/) === null && field(/ (lastrcv):/) === null) return null;
  const seconds = (pattern: RegExp): number => Number(field(pattern) ?? 0) / 1e3;
  return {
    dataSent: seconds(/ lastsnd:(\d+)/),
    dataReceived: seconds(/ lastrcv:(\d+)/),
    ackReceived: seconds(/ lastack:(\d+)/),
  };
}
