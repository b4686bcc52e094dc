/**
 * One TCP segment, decoded. The decoder overwrites segments in place, so that a packet allocates nothing.
 *
 * All 32-bit fields are int32 as `DataView.getInt32` gives them: compare sequence numbers with `(a - b) | 0`, print
 * them with `>>> 0`.
 */
export class Segment {
  /** 1-based number of the frame in the capture. */
  packet = 0;
  /** Nanoseconds since the capture's epoch. */
  time = 0.5;
  /** 4 or 6. */
  ipVersion = 4;
  /** Which VLANs and tunnels the segment travelled in: an index into the decoder's `scopes`, 0 for none. */
  scope = 0;

  /** Source address, big-endian words; IPv4 uses the first alone and leaves the others 0. */
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  /** Destination address. */
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
  sourcePort = 0;
  destinationPort = 0;

  /** SEG.SEQ */
  seq = 0;
  /** SEG.ACK; meaningless without the ACK flag. */
  ack = 0;
  /** Flag bits as in `Flag`, the nine of RFC 9293 §3.1 and RFC 3168 (NS). */
  flags = 0;
  /** The window field as sent, not scaled. */
  window = 0;
  /** Octets of payload on the wire, by the IP length; SYN and FIN are not counted. */
  length = 0;

  /** 1 where a timestamps option is present (RFC 7323 §3). */
  hasTimestamps = 0;
  tsVal = 0;
  tsEcr = 0;

  /** 1 where its first SACK block reports octets that it acknowledges, too: it answers a duplicate (RFC 2883 §4). */
  duplicateSack = 0;

  /** Set on segments with SYN only, from their options; -1 where the option is absent. */
  mss = -1;
  windowScale = -1;
  sackPermitted = 0;
  /** What a SYN carries besides: bits as in `SynOption`. */
  synOptions = 0;

  /** IPv4 identification, or that of the IPv6 fragment header; 0 where there is none. */
  ipId = 0;
  /** Hash over addresses, ports, the TCP header and its options but not its checksum, the length and the IP id: equal for copies of one packet. */
  digest = 0;
  /** 1 where a checksum that was verified is wrong. */
  badChecksum = 0;
}

/** TCP flag bits (RFC 9293 §3.1, RFC 3168, NS of RFC 3540 kept apart). */
export const Flag = {
  FIN: 0x01,
  SYN: 0x02,
  RST: 0x04,
  PSH: 0x08,
  ACK: 0x10,
  URG: 0x20,
  ECE: 0x40,
  CWR: 0x80,
  AE: 0x100,
} as const;

/** Options that a SYN may carry and that change how a connection is read. */
export const SynOption = {
  /** TCP Fast Open cookie or cookie request (RFC 7413). */
  FAST_OPEN: 1,
  /** Multipath TCP, MP_CAPABLE (RFC 8684). */
  MPTCP_CAPABLE: 2,
  /** Multipath TCP, MP_JOIN. */
  MPTCP_JOIN: 4,
  /** TCP MD5 signature (RFC 2385). */
  MD5: 8,
  /** TCP Authentication Option (RFC 5925). */
  AO: 16,
} as const;
