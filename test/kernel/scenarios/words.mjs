/** What scenarios are made of: roles that come back, and faults of a kind. */

export const BOTH = ['client', 'server'];
export const RST = 4;
export const SYN = 2;
export const ACK = 16;

/** The first segment of a kind, lost on the cable on that side of the middle. */
export const lose = (of, from, cable, more = {}) => ({ do: 'lose', of, from, cable, nth: [1], ...more });
/** Every segment of a kind, lost. */
export const loseAll = (of, from, cable, more = {}) => ({ do: 'lose', of, from, cable, ...more });
export const delay = (of, from, cable, ms, more = {}) => ({ do: 'delay', of, from, cable, nth: [1], ms, ...more });
export const copy = (of, from, cable, ms, more = {}) => ({ do: 'copy', of, from, cable, nth: [1], ms, ...more });
/** A segment that its apparent sender has not sent, made up when the client's second data segment passes the client's cable. */
export const forge = (flags, to, offset, more = {}) => {
  return { do: 'forge', of: 'DATA', from: 'client', cable: 'client', nth: [2], ms: 60, flags, to, offset, ...more };
};

export const ASK_AND_CLOSE = 'connect, send 100, read 200, close';
export const ANSWER_AND_CLOSE = 'read 100, send 200, eof, close';
export const ASK_AND_WAIT = 'connect, send 100, read 200, eof, close';
export const ANSWER_AND_LEAVE = 'read 100, send 200, close';
export const clientCloses = { client: ASK_AND_CLOSE, server: ANSWER_AND_CLOSE };
export const serverCloses = { client: ASK_AND_WAIT, server: ANSWER_AND_LEAVE };
/** Keeps a connection quiet before and after a second request, so that something can be slipped in. */
export const quiet = {
  client: 'connect, send 100, read 200, wait 100, send 100, wait 500, send 100, read 200, close',
  server: 'read 100, send 200, read 200, send 200, eof, close',
};
