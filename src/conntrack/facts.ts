/**
 * What is known of one endpoint, as facts with certainties, in one int32; its state is read off them.
 *
 * ```
 *  31  29     28     27      22 21                      8 7        0
 * ┌──────┬──────────┬──────────┬─────────────────────────┬──────────┐
 * │  -   │ order    │ why it   │ certainty of each fact, │  facts   │
 * │      │ inferred │ closed   │ 2 bits, from SYN up     │          │
 * └──────┴──────────┴──────────┴─────────────────────────┴──────────┘
 * ```
 */
import { CERTAINTIES, type Certainty } from './certainty.ts';
import { StateCode as Code, type StateCode, UNKNOWN } from './states.ts';

/** A fact about an endpoint: its number, which is also its bit in the facts word and its place among the fact times. */
export const Fact = {
  /** It sent a SYN. */
  SYN_SENT: 0,
  /** It sent a SYN+ACK. */
  SYNACK_SENT: 1,
  /** The handshake is done, as this endpoint knows it. */
  ESTABLISHED: 2,
  /** It sent a FIN. */
  FIN_SENT: 3,
  /** The ACK of its FIN reached it. */
  FIN_ACKED: 4,
  /** The peer's FIN reached it. */
  FIN_RECEIVED: 5,
  /** There is no connection here any more: reset, refused, replaced, or a timer ran out. */
  CLOSED: 6,
} as const;

export type Fact = (typeof Fact)[keyof typeof Fact];

/** How many facts there are. */
export const FACTS = 7;

/** Not a fact but an order: its first FIN acknowledged the peer's FIN, so it closed second. */
export const PASSIVE: number = 1 << FACTS;

/** Nor a fact: that it did not close second is inferred, for its first FIN was lost before the capture point. */
export const ORDER_INFERRED: number = 1 << 28;

/** The bits from which the state is read. */
export const STATE_BITS: number = (1 << (FACTS + 1)) - 1;

/** Certainties as the facts word keeps them: places in `CERTAINTIES`. */
export const Sure = { SEEN: 0, PRESUMED: 1, INFERRED: 2, TIMER: 3 } as const;

export type Sure = (typeof Sure)[keyof typeof Sure];

/** Why an endpoint closed without (or before) the exchange of FINs, in the order of `CloseCause` from 1 on. */
export const CLOSE_CAUSES = [
  'sent RST',
  'received RST',
  'connection refused',
  '2MSL elapsed',
  'gave up',
  'replaced by a new connection',
  'RST in TIME_WAIT',
] as const;

/** Kept beside the fact `CLOSED`. */
export type CloseCause = number;

export const CloseCause = {
  NONE: 0,
  SENT_RST: 1,
  RECEIVED_RST: 2,
  REFUSED: 3,
  TWO_MSL: 4,
  GAVE_UP: 5,
  REPLACED: 6,
  ASSASSINATED: 7,
} as const;

/** Place in `CERTAINTIES` of what the socket table tells: the two bits of a fact have no room for it. */
export const KERNEL: number = CERTAINTIES.indexOf('kernel');

const CERTAINTY_SHIFT = 8;
const CAUSE_SHIFT = 22;
const CAUSE_MASK = 0x3f;

/** In place of a certainty: there is nothing to be sure of. */
const UNSURE = 7;

/** Whether the word holds the fact. */
export function holds(facts: number, fact: Fact): boolean {
  return (facts & (1 << fact)) !== 0;
}

/** How sure a fact is. */
export function sureness(facts: number, fact: Fact): Sure {
  return ((facts >>> (CERTAINTY_SHIFT + 2 * fact)) & 3) as Sure;
}

/** The word with the fact added, or its certainty changed. */
export function withFact(facts: number, fact: Fact, sure: Sure): number {
  const shift = CERTAINTY_SHIFT + 2 * fact;
  return (facts & ~(3 << shift)) | (1 << fact) | (sure << shift);
}

/** The word with the fact added, or made surer if it is held with less certainty. */
export function withFactAtLeast(facts: number, fact: Fact, sure: Sure): number {
  return holds(facts, fact) && sureness(facts, fact) <= sure ? facts : withFact(facts, fact, sure);
}

/** The word without the fact. */
export function withoutFact(facts: number, fact: Fact): number {
  return facts & ~((1 << fact) | (3 << (CERTAINTY_SHIFT + 2 * fact)));
}

/** Why it closed. */
export function closeCause(facts: number): CloseCause {
  return (facts >>> CAUSE_SHIFT) & CAUSE_MASK;
}

/** The word with the reason of closing. */
export function withCloseCause(facts: number, cause: CloseCause): number {
  return (facts & ~(CAUSE_MASK << CAUSE_SHIFT)) | (cause << CAUSE_SHIFT);
}

/**
 * The state of an endpoint by its facts: the first row whose letters all agree decides. One letter a fact, in the order
 * SYN sent, SYN+ACK sent, established, FIN sent, FIN acknowledged, FIN received, closed, passive:
 * `x` holds, `-` does not, `.` does not matter.
 */
export const FACT_TABLE: readonly (readonly [facts: string, state: keyof typeof Code | null, section: string])[] = [
  ['......x.', 'CLOSED', 'RFC 9293 §3.10.7.4 second: RST; §3.4.2'],
  ['--------', null, 'nothing was seen of it'],
  ['x--.....', 'SYN_SENT', 'RFC 9293 §3.10.1'],
  ['.x--....', 'SYN_RCVD', 'RFC 9293 §3.10.7.2'],
  ['...---..', 'ESTABLISHED', 'RFC 9293 §3.10.7.3, §3.10.7.4 fifth: ACK'],
  ['...x--..', 'FIN_WAIT_1', 'RFC 9293 §3.10.4 CLOSE'],
  ['...xx-..', 'FIN_WAIT_2', 'RFC 9293 §3.10.7.4 fifth: ACK, FIN-WAIT-1'],
  ['...--x..', 'CLOSE_WAIT', 'RFC 9293 §3.10.7.4 eighth: FIN'],
  ['...x-x.x', 'LAST_ACK', 'RFC 9293 §3.10.4 CLOSE, CLOSE-WAIT'],
  ['...x-x.-', 'CLOSING', 'RFC 9293 §3.10.7.4 eighth: FIN, FIN-WAIT-1'],
  ['...xxx.x', 'CLOSED', 'RFC 9293 §3.10.7.4 fifth: ACK, LAST-ACK'],
  ['...xxx.-', 'TIME_WAIT', 'RFC 9293 §3.10.7.4 eighth: FIN, FIN-WAIT-2'],
];

function agrees(pattern: string, facts: number): boolean {
  return [...pattern].every((letter, bit) => letter === '.' || (letter === 'x') === ((facts >> bit) & 1) > 0);
}

const STATE_OF: Uint8Array = Uint8Array.from({ length: STATE_BITS + 1 }, (_, facts) => {
  const row = FACT_TABLE.find(([pattern]) => agrees(pattern, facts));
  return row?.[1] ? Code[row[1]] : UNKNOWN;
});

/** The state that the facts tell. */
export function stateOf(facts: number): StateCode {
  return STATE_OF[facts & STATE_BITS]!;
}

/** The facts on which each state rests, as bits: a state is as sure as the least sure of them. */
const RESTS_ON: Uint8Array = Uint8Array.from({ length: UNKNOWN + 1 }, (_, state) => {
  const fin = 1 << Fact.FIN_SENT;
  const acked = 1 << Fact.FIN_ACKED;
  const received = 1 << Fact.FIN_RECEIVED;
  switch (state) {
    case Code.SYN_SENT:
      return 1 << Fact.SYN_SENT;
    case Code.SYN_RCVD:
      return 1 << Fact.SYNACK_SENT;
    case Code.ESTABLISHED:
      return 1 << Fact.ESTABLISHED;
    case Code.FIN_WAIT_1:
      return fin;
    case Code.FIN_WAIT_2:
      return fin | acked;
    case Code.CLOSE_WAIT:
      return received;
    case Code.CLOSING:
    case Code.LAST_ACK:
      return fin | received;
    case Code.TIME_WAIT:
      return fin | acked | received;
    default:
      return 0;
  }
});

/**
 * How sure the order of closing is on which a state rests, whatever its facts: in CLOSE_WAIT and LAST_ACK, that the
 * endpoint had not closed when the peer's FIN came, since its own FIN can have been lost before the capture point or have
 * waited behind data; in FIN_WAIT_2, that the ACK of its FIN arrived before the peer's FIN, which acknowledges it, too; and
 * from FIN_WAIT_1 on, that no FIN of the peer came before the capture began.
 */
export function sureOfOrder(facts: number, state: StateCode): Sure {
  if (state < Code.FIN_WAIT_1 || state === UNKNOWN) return Sure.SEEN;
  if ((facts & ORDER_INFERRED) !== 0) return Sure.INFERRED;
  if (holds(facts, Fact.ESTABLISHED) && sureness(facts, Fact.ESTABLISHED) === Sure.INFERRED) return Sure.INFERRED;
  return state === Code.FIN_WAIT_2 || state === Code.CLOSE_WAIT || state === Code.LAST_ACK ? Sure.PRESUMED : Sure.SEEN;
}

/** How sure the state is that the facts tell: a place in `CERTAINTIES`, or `UNSURE` where they tell none. */
export function sureOfState(facts: number): number {
  const state = stateOf(facts);
  if (state === UNKNOWN) return UNSURE;
  if (holds(facts, Fact.CLOSED)) return sureness(facts, Fact.CLOSED);
  let rests = state === Code.CLOSED ? RESTS_ON[Code.TIME_WAIT]! : RESTS_ON[state]!;
  let weakest: number = sureOfOrder(facts, state);
  for (let fact = 0; rests !== 0; fact++, rests >>= 1) {
    if ((rests & 1) !== 0) weakest = Math.max(weakest, sureness(facts, fact as Fact));
  }
  return weakest;
}

/** How sure the state is that the facts tell; null where they tell none. */
export function certaintyOf(facts: number): Certainty | null {
  return CERTAINTIES[sureOfState(facts)] ?? null;
}
