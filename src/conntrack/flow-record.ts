/**
 * A flow as a record of numbers: where in it each thing stands.
 *
 * ```
 * record  80 words, five cache lines: what every packet touches, then what changes of facts and handshakes touch
 *   0-15  ┌───────┬─────┬─────────┬──────────┬─────────┬────────┬─────────┬───────┐
 *   half 0│ facts │ ISS │ SND.NXT │ gap-free │ RCV.NXT │ window │ packets │ marks │
 *         ├───────┴─────┼─────────┴──────────┼─────────┼────────┼─────────┴───────┤
 *         │  last seen  │       bytes        │ answer  │address │ two of the flow │
 *         └─────────────┴────────────────────┴─────────┴────────┴─────────────────┘
 *  16-31  half 1, the same: the halves are the endpoints, so the peer is half ^ 1
 *  32-59  7 doubles an endpoint: when each fact came to hold
 *  60-72  4 words an endpoint, 5 of the flow: SYN, FIN, RST and anomalies
 *  74-79  IPv6: what the halves have no room for of both addresses
 * ```
 */
import { FACTS } from './facts.ts';

/** Words of a record, and of each half at its start. */
export const FLOW_WORDS = 80;
export const HALF_WORDS = 16;
/** Words of one half. Doubles lie on even words. */
export const Hot = {
  FACTS: 0,
  ISS: 1,
  SND_NXT: 2,
  GAP_FREE: 3,
  RCV_NXT: 4,
  WINDOW: 5,
  PACKETS: 6,
  MARKS: 7,
  LAST_SEEN: 8,
  BYTES: 10,
  ANSWER: 12,
  ADDRESS: 13,
  /** Of the flow, in half 0: both ports, the lower endpoint's in the upper 16 bits. */
  PORTS: 14,
  /** Of the flow, in half 0: its scope. */
  SCOPE: 15,
  /** Of the flow, in half 1: bits of `FlowFlag`, and above them which connection on its pair it is. */
  FLAGS: 14,
  /** Of the flow, in half 1: for which second of the capture it waits in the timer wheel. */
  DUE: 15,
} as const;

/** Where the times of the facts begin, as doubles from the start of a record: those of half 0, then those of half 1. */
const TIMES = 16;

/** Where in `times` those of an endpoint begin. */
export function timesAt(flow: number, half: number): number {
  return flow * (FLOW_WORDS / 2) + TIMES + half * FACTS;
}

/** Words between those of half 0 and those of half 1 behind the times. */
export const COLD_ENDPOINT_WORDS = 4;
/** Words behind the times: of each endpoint, then of the flow. */
export const Cold = {
  /** Options of its SYN, packed by endpoint.ts. */
  OPTIONS: 60,
  /** How many SYN, FIN and RST it sent, packed by endpoint.ts. */
  COUNTS: 61,
  /** TSvals to which later ones are compared, see endpoint.ts. */
  TSVAL: 62,
  REPETITION_TSVAL: 63,
  NUMBER: 68,
  NOTES: 69,
  /** The other connection on the same pair that is remembered: the former one of a listed flow, the one that took over from a former; -1 for none. */
  RELATED: 70,
  /** Its record in the anomalies, -1 for none. */
  ANOMALIES: 71,
  /** SEG.SEQ of the latest RST by which an endpoint gave the connection up. */
  RST_SEQ: 72,
  /** IPv6: the last three words of the address of half 0, then those of half 1; the first is `Hot.ADDRESS`. */
  V6: 74,
} as const;

/** Bits of `Hot.FLAGS`. */
export const FlowFlag = {
  /** The half of the client: 0 or 1. */
  CLIENT: 1,
  V6: 2,
  /** The record holds a flow. */
  LIVE: 4,
  /** It is found by its addresses (a former incarnation is not). */
  LISTED: 8,
  /** It waits in the timer wheel. */
  TIMED: 16,
  /** A SYN on it waits for its answer, see incarnations.ts. */
  PENDING: 32,
  /** Both halves are one socket; only half 0 is used. */
  SELF: 64,
  /** A silence of it is kept, see silence.ts. */
  SILENCE: 128,
} as const;

/** Above the flags: which connection on its pair the flow is, from 1. */
export const INCARNATION_SHIFT = 8;

/** No flow. */
export const NONE = -1;
