/** What is true of a flow now: immutable plain objects, built only for the flows that somebody looks at. */
import type { Certainty } from './certainty.ts';
import type { State } from './states.ts';

/** A timer that runs at an endpoint, by the chosen profile. */
export interface TimerSnapshot {
  readonly name: '2msl' | 'fin-timeout' | 'syn-retries' | 'synack-retries';
  /** Seconds left at the capture's latest packet; negative never. */
  readonly remaining: number;
}

/** What a row of a table shows of an endpoint. */
export interface EndpointRow {
  /** As in RFC 5952, without brackets or zone. */
  readonly address: string;
  /** An IPv4 address as a big-endian int32, where the row has it at hand: to write it takes no string. */
  readonly ip4?: number | undefined;
  readonly port: number;
  readonly state: State | null;
  readonly certainty: Certainty | null;
  /** When it entered the state, in nanoseconds since the capture's epoch; null where the state is. */
  readonly since: number | null;
  readonly timer: TimerSnapshot | null;
  /** TCP payload octets as sent, retransmissions included. */
  readonly bytes: number;
  /** TCP segments sent, copies of the same packet not counted. */
  readonly packets: number;
}

/** What a row of a table shows of a flow. */
export interface FlowRow {
  /** Counts flows from 1 in the order in which they were first seen. */
  readonly id: number;
  /** Counts connections on the same pair of endpoints from 1. */
  readonly incarnation: number;
  readonly ipVersion: 4 | 6;
  /** VLAN ids, outermost first; empty for none. */
  readonly vlan: readonly number[];
  /** `vxlan:42`, `gre`, …; several joined by `/`, outermost first; null for none. */
  readonly tunnel: string | null;
  /** The active opener. */
  readonly client: EndpointRow;
  readonly server: EndpointRow;
  readonly handshake: 'complete' | 'partial' | 'none';
  readonly closedFirst: 'client' | 'server' | 'both' | null;
  readonly closedBy: 'fin' | 'rst' | 'timeout' | null;
  /** Nanoseconds since the capture's epoch. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Whether either end has sent something again. */
  readonly retransmitted: boolean;
  /** Names of what is worth a remark (`refused`, `mid-stream`, …), from `NOTES` in notes.ts. */
  readonly notes: readonly string[];
}

/** Everything that is known of an endpoint. */
export interface EndpointSnapshot extends EndpointRow {
  /** Segments that carried the flag, copies not counted. */
  readonly syn: number;
  readonly fin: number;
  readonly rst: number;
  readonly retransmissions: number;
  readonly outOfOrder: number;
  /** Copies of a packet already seen (mirror ports, `any`): they count nowhere else. */
  readonly duplicates: number;
  readonly duplicateAcks: number;
  readonly windowUpdates: number;
  readonly zeroWindows: number;
  readonly keepAlives: number;
  readonly windowProbes: number;
  /** Initial sequence number, unsigned; null where the SYN was not seen. */
  readonly isn: number | null;
  readonly mss: number | null;
  readonly windowScale: number | null;
  readonly sackPermitted: boolean;
  readonly timestamps: boolean;
  readonly fastOpen: boolean;
  readonly mptcp: boolean;
  /** Receive window that it last advertised, in octets, scaled; null where it sent nothing. */
  readonly window: number | null;
}

/** Everything that is known of a flow. */
export interface FlowSnapshot extends FlowRow {
  readonly client: EndpointSnapshot;
  readonly server: EndpointSnapshot;
  /** Handshake round trips as seen from the capture point, in seconds: SYN to SYN+ACK, SYN+ACK to ACK. */
  readonly rtt: { readonly handshakeServer: number | null; readonly handshakeClient: number | null };
}

/** One change of an endpoint's state. */
export interface Transition {
  /** Nanoseconds since the capture's epoch. */
  readonly time: number;
  /** `FlowRow.id` */
  readonly flow: number;
  readonly endpoint: 'client' | 'server';
  readonly from: State | null;
  readonly to: State | null;
  /** In the field's words: `received ACK of FIN`. */
  readonly cause: string;
  readonly certainty: Certainty;
  /** 1-based number of the frame that showed it; null for a timer. */
  readonly packet: number | null;
  /** True where later evidence takes an earlier presumption back. */
  readonly revises: boolean;
}
