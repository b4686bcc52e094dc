/** What is known of an endpoint beside its facts and variables: bits, because every flow carries them. */

/** What else is known of an endpoint, one bit each. */
export const Mark = {
  /** ISS is known. */
  HAS_ISS: 0x1,
  /** SND.NXT is known. */
  HAS_SND: 0x2,
  /** RCV.NXT is known: it has sent an ACK. */
  HAS_RCV: 0x4,
  /** Some of what it sent was not seen, or not yet: gaps.ts keeps what lies beyond. */
  GAPS: 0x8,
  /** The peer's FIN did not reach it when it was presumed to: from now on only its ACK counts. */
  FIN_DOUBT: 0x10,
  /** It went on below the peer's FIN: presume again only when the FIN is repeated. */
  FIN_UNSEEN: 0x20,
  /** The peer's SYN carried data that it acknowledged in its SYN+ACK, or a cookie without data (RFC 7413): it may speak early. */
  FAST_OPEN: 0x40,
  /** Its latest FIN acknowledged the peer's FIN. */
  FIN_COVERS: 0x80,
  /** Its FIN was seen more than once. */
  FIN_AGAIN: 0x100,
  /** Its latest segment moved SND.NXT on: the answer to it can be timed. */
  ADVANCED: 0x200,
  /** It sent SYN+ACKs with different ISNs. */
  OTHER_ISN: 0x400,
  /** When it first acknowledged the peer's FIN, it did so from beyond everything it was seen to send. */
  ACKED_FROM_BEYOND: 0x800,
  /** `tsVal` is that of its first ACK of the peer's FIN. */
  HAS_FIN_TSVAL: 0x1000,
  /** Its latest data was a probe of a closed window, or a keep-alive. */
  PROBED: 0x2000,
  /** It acknowledged data in FIN_WAIT_2: it is half-closed, not an orphan. */
  HALF_CLOSED: 0x4000,
  /** It acknowledged the peer's FIN; what it told by that is taken in. */
  FIN_ACK_SEEN: 0x8000,
  /** Its FIN was never seen, only acknowledged. */
  PHANTOM_FIN: 0x10000,
  /** `tsVal` is that of its SYN. */
  HAS_SYN_TSVAL: 0x20000,
  /** `repetitionTsVal` is that of its latest FIN but for later repetitions: nothing else was sent since. */
  HAS_REPETITION: 0x40000,
  /** It had repeated its FIN before the repetition that `repetitionTsVal` is of. */
  REPEATED_BEFORE: 0x80000,
  /** Besides its FIN, another segment of it acknowledged the peer's FIN. */
  ACKED_APART: 0x100000,
  /** Its latest segment was a probe like the one before, and nothing had been heard of the peer in between. */
  PROBED_IN_VAIN: 0x200000,
  /** Of both ends it was the last that sent data. */
  SPEAKS: 0x400000,
  /** Its state is that of this host's socket table, and no segment has told more since. */
  KERNEL: 0x800000,
} as const;

/** Bits 24 to 27 of the marks: how far the endpoint's window field is shifted (RFC 7323 §2). */
const SCALE_SHIFT = 24;
const SCALE_BITS = 0xf << SCALE_SHIFT;

/** By how many bits its window field is shifted. */
export function windowShiftIn(marks: number): number {
  return (marks & SCALE_BITS) >>> SCALE_SHIFT;
}

/** The marks with another shift. */
export function withWindowShift(marks: number, bits: number): number {
  return (marks & ~SCALE_BITS) | (bits << SCALE_SHIFT);
}

/** Bits 28 to 30: how often the endpoint took the word, that is sent data when the peer had sent the latest. */
const WORDS_SHIFT = 28;
/** More are not counted. */
const MOST_WORDS = 7;

/** How often it took the word; `MOST_WORDS` stands for more, too. */
export function wordsIn(marks: number): number {
  return (marks >>> WORDS_SHIFT) & MOST_WORDS;
}

/** The marks of an endpoint that takes the word. The peer's mark `SPEAKS` is to be taken out. */
export function takingTheWord(marks: number): number {
  return (wordsIn(marks) === MOST_WORDS ? marks : marks + (1 << WORDS_SHIFT)) | Mark.SPEAKS;
}
