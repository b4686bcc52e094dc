/** The eleven states of RFC 9293 §3.3.2, and every spelling of them that tools in the field use. */

/** In the order of a connection's life. */
export const STATES = [
  'CLOSED',
  'LISTEN',
  'SYN_SENT',
  'SYN_RCVD',
  'ESTABLISHED',
  'FIN_WAIT_1',
  'FIN_WAIT_2',
  'CLOSE_WAIT',
  'CLOSING',
  'LAST_ACK',
  'TIME_WAIT',
] as const;

export type State = (typeof STATES)[number];
