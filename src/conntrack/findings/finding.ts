/** What is wrong, with evidence: a verdict about connections that share their trouble, the side of it and the place. */
import type { Certainty } from '../certainty.ts';
import type { Endpoint } from '../endpoint.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import type { TimerSnapshot } from '../snapshot.ts';
import type { State } from '../states.ts';

/** Least first. */
export const SEVERITIES = ['info', 'warning', 'error'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What can be said of a kind of trouble before it is met. */
export interface FindingKind {
  /** Stays the same for ever. */
  readonly id: string;
  readonly severity: Severity;
  /** A few words. */
  readonly title: string;
  /** What it is, how it is known, and what it leads to. */
  readonly explanation: string;
  /** Who must act. */
  readonly who: string;
  /** What to do next. */
  readonly action: string;
}

/** A process of this host. */
export interface Process {
  readonly pid: number;
  readonly name: string;
}

/** A process of this host that holds a socket, by these of its descriptors. */
export interface SocketProcess extends Process {
  readonly fds: readonly number[];
}

/** The process of this host that holds an end of the flow; null for none. */
export type ProcessOf = (flow: FlowCursor, end: Endpoint) => SocketProcess | null;

/** Where it happens: what the connections of a finding have in common. */
export interface Place {
  /** Which end is in trouble. */
  readonly side: 'client' | 'server';
  /** Of that end, as in RFC 5952. */
  readonly address: string;
  /** Port of the server, whichever end is in trouble. */
  readonly port: number;
  /** Address of the other end, where it is the same for all. */
  readonly peer: string | null;
  /** Where this host's sockets tell. */
  readonly process: Process | null;
}

/** A socket of this host, or one end of a connection. */
export interface SocketAtPort {
  readonly address: string;
  readonly port: number;
  readonly state: State;
  /** Null of a listener. */
  readonly peer: { readonly address: string; readonly port: number } | null;
  /** Seconds that are left of TIME_WAIT. */
  readonly timer: TimerSnapshot | null;
  readonly process: Process | null;
}

export interface Evidence {
  /** `FlowRow.id`; null for what is no flow of a capture. */
  readonly flow: number | null;
  /** 1-based number of the frame; null where no frame shows it. */
  readonly packet: number | null;
  readonly note: string;
  /** What holds a port; of no other finding. */
  readonly socket?: SocketAtPort;
}

/** How the number of connections in trouble changed. */
export interface Trend {
  /** Of how many seconds this was found. */
  readonly seconds: number;
  /** How many more there were at their end. */
  readonly growth: number;
}

export interface Finding extends FindingKind {
  /** Null where it is about the whole capture, or more places than are told apart. */
  readonly place: Place | null;
  /** Connections in trouble; 0 where it is about the whole capture. */
  readonly count: number;
  /** When the oldest trouble began, in nanoseconds since the capture's epoch; null where that is not known. */
  readonly since: number | null;
  /** When the latest did. */
  readonly latest: number | null;
  /** How long the oldest has lasted by the end, in seconds. */
  readonly age: number | null;
  readonly trend: Trend | null;
  /** How sure the states are on which it rests; null for what rests on none. */
  readonly certainty: Certainty | null;
  /** `FlowRow.id` of the first of them. */
  readonly flows: readonly number[];
  readonly evidence: readonly Evidence[];
}
