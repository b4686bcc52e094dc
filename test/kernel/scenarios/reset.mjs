/** Every kind of RST that a host sends. */
import { ANSWER_AND_CLOSE, lose } from './words.mjs';

/** @type {readonly import('../scenarios.mjs').Scenario[]} */
export const RESET = [
  { name: 'refused', listen: null, doc: 'Nobody listens.', talks: [{ client: 'connect' }, { client: 'connect' }] },
  { name: 'refused-v6', ip: 6, listen: null, doc: 'Nobody listens, over IPv6.', talks: [{ client: 'connect' }] },
  {
    name: 'abort',
    doc: 'SO_LINGER 0 in ESTABLISHED: by the client; by the server.',
    talks: [
      { client: 'connect, send 100, read 200, abort', server: 'read 100, send 200, eof, close' },
      { client: 'connect, send 100, eof, close', server: 'read 100, abort' },
    ],
  },
  {
    name: 'abort-while-closing',
    doc: 'SO_LINGER 0 in CLOSE_WAIT, in FIN_WAIT_2, and in FIN_WAIT_1 while the FIN is under way.',
    talks: [
      { client: 'connect, send 100, shut, eof, close', server: 'eof, wait 200, abort' },
      { client: 'connect, send 100, read 200, shut, wait 300, abort', server: 'read 100, send 200, eof' },
      { client: 'connect, send 100, read 200, shut, abort', server: 'read 100, send 200, eof' },
    ],
  },
  {
    name: 'unread',
    doc: 'close() with data unread: RST, in ESTABLISHED and in CLOSE_WAIT.',
    talks: [
      { client: 'connect, send 400, eof, close', server: 'wait 200, close' },
      { client: 'connect, send 400, shut, eof, close', server: 'wait 200, close' },
    ],
  },
  {
    name: 'lost-rst',
    doc: "The client's RST is lost: the server stays ESTABLISHED until its data is answered by another.",
    talks: [{ client: 'connect, send 100, read 200, abort', server: 'read 100, send 200, wait 600, send 200, eof' }],
    faults: [lose('RST', 'client', 'server')],
  },
  {
    name: 'connect-cancelled',
    doc: 'close() in SYN_SENT: the SYN+ACK that comes later is answered by RST.',
    talks: [{ client: 'start-connecting, wait 15, close', server: 'close' }],
  },
  {
    name: 'abort-in-syn-rcvd',
    unknowable: "before the cable nobody sees that the handshake's ACK was lost behind it",
    doc: "The handshake's ACK is lost, and the client aborts: RST into SYN_RCVD.",
    talks: [{ client: 'connect, wait 100, abort', server: 'close' }],
    faults: [lose('ACK', 'client', 'server')],
  },
  {
    name: 'half-open',
    doc: 'The server vanishes without a word; the data that comes then is answered by RST.',
    talks: [
      { client: 'connect, send 100, read 200, wait 400, send 100, eof, close', server: 'read 100, send 200, vanish' },
    ],
  },
  {
    name: 'half-open-reconnect',
    doc: 'The client vanishes and comes back from the same port: challenge ACK, RST, and a new connection.',
    talks: [
      {
        client: 'connect, send 100, read 200, vanish, wait 300, again, connect, send 100, read 200, close',
        server: ANSWER_AND_CLOSE,
      },
    ],
  },
];
