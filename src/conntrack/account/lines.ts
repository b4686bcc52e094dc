/** What happened in one connection, line by line: plain facts, for whoever writes them in words. */
import type { Certainty } from '../certainty.ts';
import type { NoteName } from '../notes.ts';
import type { FlowSnapshot, Transition } from '../snapshot.ts';
import type { State } from '../states.ts';
import type { Aside } from '../witness.ts';

export type Side = 'client' | 'server';

/** What is remarkable about a line. Octets, and seconds. */
export type Remark =
  /** Handshake: the side answered the peer's SYN or SYN+ACK after so long, as seen from the capture point. */
  | { readonly name: 'answered'; readonly side: Side; readonly seconds: number }
  /** The handshake is done; the smaller MSS of both counts. */
  | { readonly name: 'effective-mss'; readonly octets: number }
  /** Sent again: first in that frame, so long ago; null where that is not remembered. */
  | { readonly name: 'retransmission'; readonly packet: number | null; readonly seconds: number | null }
  | { readonly name: 'out-of-order' }
  /** RFC 5681 §2; counted since data was last acknowledged. */
  | { readonly name: 'duplicate-ack'; readonly count: number }
  /** Nothing new but the window; `largest` is the largest that this end has advertised. */
  | { readonly name: 'window-update'; readonly from: number; readonly to: number; readonly largest: number }
  | { readonly name: 'zero-window' }
  /** The window had been closed for so long. */
  | { readonly name: 'window-opened'; readonly seconds: number }
  /** All that the receiver would take is in flight. */
  | { readonly name: 'window-full'; readonly octets: number }
  /** So much of the receive buffer waits to be read, as the window tells against the largest one. */
  | { readonly name: 'unread'; readonly octets: number; readonly of: number }
  /** The right edge of a window that had been full moved: the application read so much. */
  | { readonly name: 'read'; readonly octets: number }
  | { readonly name: 'window-probe' }
  | { readonly name: 'keep-alive' }
  | { readonly name: 'closes-first'; readonly side: Side }
  /** Both sent a FIN before either had the other's. */
  | { readonly name: 'fins-cross' }
  /** The side has closed its direction, the peer has not. */
  | { readonly name: 'half-closed'; readonly side: Side }
  /** The peer has closed, too: so long, and so much data, after the FIN of `side` was acknowledged. */
  | { readonly name: 'half-close-over'; readonly side: Side; readonly seconds: number; readonly octets: number }
  | { readonly name: 'must-close'; readonly side: Side }
  /** A RST of a socket that lives: its application gave the connection up. */
  | { readonly name: 'aborts'; readonly side: Side }
  /** A RST of an end whose keep-alives or probes went unanswered. */
  | { readonly name: 'gives-up' }
  /** A RST in answer to a segment that no socket there takes. */
  | { readonly name: 'no-socket'; readonly side: Side }
  /** A RST of an end that had closed: the answer to what was on its way to it. */
  | { readonly name: 'refuses' }
  /** A RST in SYN_SENT: the answer to an ACK of something else than the SYN. */
  | { readonly name: 'refuses-ack' }
  /** 2MSL runs until `until` (nanoseconds since the capture's epoch). */
  | { readonly name: 'two-msl'; readonly side: Side; readonly until: number; readonly again: boolean }
  /** Later evidence showed that the side had not reached the state. */
  | { readonly name: 'taken-back'; readonly side: Side; readonly state: State | null; readonly cause: string }
  /** Here the side seemed to reach the state; that frame showed that it had not. */
  | { readonly name: 'seemed'; readonly side: Side; readonly state: State | null; readonly packet: number }
  /** A note that the flow has since this line. */
  | { readonly name: 'note'; readonly note: NoteName }
  | { readonly name: Aside; readonly packet: number | null };

/** One end behind a line. */
export interface EndAfter {
  readonly state: State | null;
  readonly certainty: Certainty | null;
  /** Whether the line changed its state. */
  readonly moved: boolean;
  /** Receive window that it last advertised, and the largest so far; null before its first segment. */
  readonly window: number | null;
  readonly largestWindow: number | null;
  /** Octets that it has sent and the peer has not acknowledged. */
  readonly flight: number;
}

export interface SynOptions {
  readonly mss: number | null;
  readonly windowScale: number | null;
  readonly sackPermitted: boolean;
  readonly timestamps: boolean;
  readonly fastOpen: boolean;
}

interface Line {
  /** Nanoseconds since the capture's epoch. */
  readonly time: number;
  readonly client: EndAfter;
  readonly server: EndAfter;
  /** Changes of state that this line brought, as they are known at the end. */
  readonly moves: readonly Transition[];
  readonly remarks: readonly Remark[];
}

export interface SegmentLine extends Line {
  readonly kind: 'segment';
  /** 1-based number of the frame. */
  readonly packet: number;
  readonly from: Side;
  /** In tcpdump's letters: `S.`, `P.`, `none`. */
  readonly flags: string;
  /** Counted from the sender's initial sequence number. */
  readonly seq: number;
  readonly length: number;
  /** Counted from the receiver's initial sequence number; null without the ACK flag. */
  readonly ack: number | null;
  /** In octets, scaled where scaling was agreed. */
  readonly window: number;
  /** Of a SYN. */
  readonly options: SynOptions | null;
  /** 1 to 3 for the handshake, 4 to 7 for the close, as textbooks count them; most lines have none. */
  readonly steps: readonly number[];
}

export interface FoldedEnd {
  readonly segments: number;
  readonly octets: number;
}

/** A run of segments that carried on without anything new. */
export interface FoldLine extends Line {
  readonly kind: 'fold';
  readonly packet: number;
  readonly lastPacket: number;
  readonly until: number;
  readonly sent: Readonly<Record<Side, FoldedEnd>>;
  /** How many of them had which remark. */
  readonly counts: Readonly<Partial<Record<Remark['name'], number>>>;
}

/** A timer ran out, or a segment of the other connection on the pair ended this one or shows something of it. */
export interface EventLine extends Line {
  readonly kind: 'event';
  readonly packet: number | null;
}

/** Lines that were let go because there were too many. */
export interface OmittedLine extends Line {
  readonly kind: 'omitted';
  readonly packet: null;
  readonly segments: number;
}

export type AccountLine = SegmentLine | FoldLine | EventLine | OmittedLine;

/** All that is told of one connection. */
export interface Account {
  readonly flow: FlowSnapshot;
  /** How much it asks of somebody: `attention`. */
  readonly attention: number;
  /** Where each end was before the first line; null where that is not known. */
  readonly began: Readonly<Record<Side, State | null>>;
  readonly lines: readonly AccountLine[];
  /** Frames that belonged to it, copies included. */
  readonly segments: number;
  /** Ids of what is wrong with it. */
  readonly findings: readonly string[];
}
