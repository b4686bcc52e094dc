/** What a tracker can be told, and what it counts. */
import type { Scopes } from '../decode/scopes.ts';
import { MOST_TOUCHED } from './flow-table.ts';
import type { TimeoutOptions } from './timeouts.ts';
import type { Witness } from './witness.ts';

/** Flows that are remembered at one time where nothing else is asked for. */
export const DEFAULT_MAX_FLOWS = 1_000_000;
/** Segments that can be given to `trackAll` at one time: enough to overlap latencies, few enough to stay in the cache. */
export const MOST_TOGETHER: number = MOST_TOUCHED;

export interface TrackerOptions extends TimeoutOptions {
  /** Flows that are remembered at one time; beyond it the least telling are let go. Default 1,000,000. */
  readonly maxFlows?: number;
  /** Hosts that ignore a RST in TIME_WAIT (`tcp_rfc1337`). Default false, as Linux. */
  readonly rfc1337?: boolean;
  /** What the segments' `scope` indexes: `Decoder.scopes`. */
  readonly scopes?: Scopes;
  /** Keeps the number of the frame behind each fact, for the transitions. Default false. */
  readonly journal?: boolean;
  /** False takes every segment the full way, which is slower and tells the same: for comparison. Default true. */
  readonly prediction?: boolean;
  /** Sees every segment taken in, each the full way. */
  readonly witness?: Witness;
}

/** What the tracker has met so far. */
export interface TrackerCounters {
  segments: number;
  /** Copies of packets already seen. */
  duplicates: number;
  /** Flows opened, incarnations counted each. */
  flows: number;
  /** Of those let go, how many were short, and how many long: see `isShort` and `isLong` in outcome.ts. */
  shortFlows: number;
  longFlows: number;
  /** Flows let go because there were too many. */
  evicted: number;
  /** Segments that must have passed unseen, by what was acknowledged. */
  missedSegments: number;
  /** Segments with flags that no TCP sends. */
  badFlags: number;
}
