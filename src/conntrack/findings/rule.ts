/** A rule finds one kind of trouble: in a flow that is let go, in all flows of one place, or in the capture as a whole. */
import type { Endpoint } from '../endpoint.ts';
import type { Fact } from '../facts.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import type { Evidence, FindingKind, Trend } from './finding.ts';
import type { Spread } from './spread.ts';

/** Nanoseconds. */
export const SECOND = 1e9;

export type Side = 'client' | 'server';

/** Trouble of one flow. */
export interface Sighting {
  /** Which end is in trouble. */
  readonly side: Side;
  /** When it began, in nanoseconds since the capture's epoch. */
  readonly since: number;
  /** What shows it best: a fact of an end, or a segment and what it did. */
  readonly proof: readonly [side: Side, fact: Fact] | Omit<Evidence, 'flow'> | null;
  /** For how long both ends had been silent before, in seconds; where that matters. */
  readonly silence?: number;
  /** A number by which it is told apart from others at its place. */
  readonly apart?: number;
}

/** Trouble of one kind in one place. */
export interface Troubled {
  readonly count: number;
  /** Nanoseconds since the capture's epoch. */
  readonly oldest: number;
  readonly latest: number;
  readonly spread: Spread;
  /** Which end is in trouble; null where these are places beyond those told apart. */
  readonly side: Side | null;
  /** The shortest and longest silence before, in seconds; null where it does not matter. */
  readonly silence: { readonly least: number; readonly most: number } | null;
  /** How many there are at the place, those told apart from these included. */
  readonly ofPlace: number;
}

/** What is known of the capture when all its flows have been seen. */
export interface CaptureQuality {
  /** Times of the first and latest packet, in nanoseconds since the capture's epoch. */
  readonly start: number;
  readonly end: number;
  /** TCP segments, copies included. */
  readonly segments: number;
  /** Copies of packets already seen. */
  readonly duplicates: number;
  /** Segments of which an acknowledgment is known, but which the capture does not hold. */
  readonly missedSegments: number;
  /** Packets that the kernel or the interface dropped. */
  readonly dropped: number;
}

/** What is said otherwise than the kind says. */
export type Verdict = Partial<Pick<FindingKind, 'severity' | 'title' | 'explanation'>> & { readonly trend?: Trend };

export interface Rule extends FindingKind {
  /** What a flow that is let go shows; null for nothing. */
  readonly look?: (flow: FlowCursor) => Sighting | null;
  /** It also looks at flows in which nothing is out of the ordinary. */
  readonly ofSmooth?: true;
  /** What all flows of one place amount to; null for nothing. Without it every sighting counts. */
  readonly judge?: (troubled: Troubled, capture: CaptureQuality) => Verdict | null;
  /** One flow tells nothing, only many do: it is not marked with the rule. */
  readonly ofMany?: true;
  /** What the capture as a whole shows; null for nothing. */
  readonly overall?: (capture: CaptureQuality) => Verdict | null;
}

/** The first end, client before server, of which `troubled` holds. */
export function endThat(
  { client, server }: FlowCursor,
  troubled: (end: Endpoint, peer: Endpoint) => boolean,
): Side | null {
  if (troubled(client, server)) return 'client';
  return troubled(server, client) ? 'server' : null;
}

/** The end of `side`, and its peer. */
export function endsOf({ client, server }: FlowCursor, side: Side): readonly [end: Endpoint, peer: Endpoint] {
  return side === 'client' ? [client, server] : [server, client];
}

/** The other side. */
export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

/** A sighting at `side` that began with one of its own facts; null for no side. */
export function sightedBy(flow: FlowCursor, side: Side | null, fact: Fact): Sighting | null {
  return side === null ? null : { side, since: endsOf(flow, side)[0].timeOf(fact), proof: [side, fact] };
}
