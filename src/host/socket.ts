/** A TCP socket as this host's kernel sees it. */
import type { State } from '../conntrack/states.ts';

export interface SocketTimer {
  readonly name: 'retransmit' | 'keep-alive' | 'time-wait' | 'probe';
  /** Seconds. */
  readonly remaining: number;
  /** How often it has run out since something was heard. */
  readonly retries: number;
}

/** Seconds since something happened. */
export interface SocketIdle {
  readonly dataSent: number;
  readonly dataReceived: number;
  /** Any segment of the peer: each acknowledges something. */
  readonly ackReceived: number;
}

export interface HostSocket {
  /** The kernel's cookie: names the socket as long as it lives. */
  readonly id: number;
  /** Inode of its network namespace. */
  readonly namespace: number;
  readonly state: State;
  /** As in RFC 5952; IPv4 in IPv6 is written as IPv4. */
  readonly address: string;
  readonly port: number;
  readonly peer: string;
  readonly peerPort: number;
  /** 0 for a socket that no process holds: not accepted yet, or closed. */
  readonly inode: number;
  /** Octets that the application has not read; behind a FIN, one more. Of a listener: connections not accepted yet. */
  readonly receiveQueue: number;
  /** Octets that the peer has not acknowledged. Of a listener: how many connections may wait to be accepted. */
  readonly sendQueue: number;
  readonly timer: SocketTimer | null;
  /** Null where the kernel does not tell: listeners, TIME_WAIT, orphans. */
  readonly idle: SocketIdle | null;
  /** Control group in which it was made, as `/system.slice/nginx.service`; null where the kernel or this host's files do not tell. */
  readonly cgroup: string | null;
}

/** By what a socket of this host and an end of a connection that packets show are found to be the same. */
export function pairOf({
  address,
  port,
  peer,
  peerPort,
}: Pick<HostSocket, 'address' | 'port' | 'peer' | 'peerPort'>): string {
  return `${address} ${port} ${peer} ${peerPort}`;
}
