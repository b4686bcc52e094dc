/** Why a frame is, or is not, a TCP segment. Every frame gets exactly one verdict, and all are counted. */
export const Verdict = {
  /** The frame holds a TCP segment, which has been decoded. */
  SEGMENT: 0,
  /** Well-formed, but not TCP: another protocol at any layer. */
  NOT_TCP: 1,
  /** The capture kept too little of the frame to reach the end of the TCP header. */
  TRUNCATED: 2,
  /** A length or version field contradicts the frame. */
  MALFORMED: 3,
  /** A fragment that does not complete a datagram's TCP header, or is not its first. */
  FRAGMENT: 4,
  /** A link type that tcpstate does not know. */
  UNKNOWN_LINK: 5,
} as const;

export type Verdict = (typeof Verdict)[keyof typeof Verdict];
