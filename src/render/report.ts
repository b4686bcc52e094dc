/** What is said of a run besides its flows: plain facts, gathered by the caller, that every format writes in its way. */
import type { CaptureQuality } from '../conntrack/findings/rule.ts';
import type { State } from '../conntrack/states.ts';

export interface InterfaceFacts {
  readonly name: string | null;
  /** tcpdump's name of the link type. */
  readonly linkType: string;
  /** LINKTYPE_ number. */
  readonly linkTypeNumber: number;
  /** Octets kept of each packet; 0 where there is no limit. */
  readonly snapLength: number;
}

export interface CaptureFacts {
  readonly source: 'file' | 'live';
  /** As the user named it. */
  readonly name: string;
  readonly interfaces: readonly InterfaceFacts[];
  /** Whole seconds since the Unix epoch at which time 0 lies. */
  readonly epoch: number;
  /** Time of the first and of the latest packet, in nanoseconds since `epoch`; null before there is one. */
  readonly start: number | null;
  readonly end: number | null;
}

/** How many flows ended, or are left, with these states of client and server. */
export interface PairTally {
  readonly client: State | null;
  readonly server: State | null;
  readonly flows: number;
}

export interface Totals {
  /** Frames read. */
  readonly packets: number;
  /** TCP segments, copies of the same packet included. */
  readonly segments: number;
  /** Frames that hold no segment, by reason. */
  readonly skipped: {
    readonly notTcp: number;
    readonly truncated: number;
    readonly malformed: number;
    readonly fragment: number;
    readonly unknownLink: number;
  };
  readonly flows: number;
  /** Connections that were over after a few exchanges, and those that had more. */
  readonly shortFlows: number;
  readonly longFlows: number;
  /** Connections by who closed or reset them first. */
  readonly closedFirst: { readonly client: number; readonly server: number; readonly both: number };
  /** Flows let go early because there were more than `--max-flows`. */
  readonly evicted: number;
  /** Most frequent first. */
  readonly pairs: readonly PairTally[];
  readonly drops: { readonly kernel: number; readonly interface: number };
  /** Segments of which an acknowledgment is known, but which the capture does not hold. */
  readonly missedSegments: number;
  readonly duplicates: number;
  readonly badChecksums: number;
}

/** Of a run that reads no packets. */
export const NO_PACKETS: Totals = {
  packets: 0,
  segments: 0,
  skipped: { notTcp: 0, truncated: 0, malformed: 0, fragment: 0, unknownLink: 0 },
  flows: 0,
  shortFlows: 0,
  longFlows: 0,
  closedFirst: { client: 0, server: 0, both: 0 },
  evicted: 0,
  pairs: [],
  drops: { kernel: 0, interface: 0 },
  missedSegments: 0,
  duplicates: 0,
  badChecksums: 0,
};

/** Share of the segments that passed but were not captured: 0 to 1. */
export function estimatedLoss({ segments, duplicates, missedSegments }: Totals): number {
  return missedSegments === 0 ? 0 : missedSegments / (segments - duplicates + missedSegments);
}

/** What rules want to know of the capture as a whole. */
export function captureQuality({ start, end }: CaptureFacts, totals: Totals): CaptureQuality {
  const { segments, duplicates, missedSegments, drops } = totals;
  return {
    start: start ?? 0,
    end: end ?? 0,
    segments,
    duplicates,
    missedSegments,
    dropped: drops.kernel + drops.interface,
  };
}

/** Endpoints by state; a state that the packets do not tell counts nowhere. */
export function endpointStates(pairs: readonly PairTally[]): Partial<Record<State, number>> {
  const states: Partial<Record<State, number>> = {};
  for (const { client, server, flows } of pairs) {
    if (client !== null) states[client] = (states[client] ?? 0) + flows;
    if (server !== null) states[server] = (states[server] ?? 0) + flows;
  }
  return states;
}
