/** What time does: keep-alive, windows that stay shut, TIME_WAIT. */
import {
  ANSWER_AND_CLOSE,
  ANSWER_AND_LEAVE,
  ASK_AND_CLOSE,
  ASK_AND_WAIT,
  BOTH,
  clientCloses,
  copy,
  loseAll,
  serverCloses,
} from './words.mjs';

/** @type {readonly import('../scenarios.mjs').Scenario[]} */
export const TIMERS = [
  {
    name: 'keep-alive',
    doc: 'Idle with keep-alive probes each second: in ESTABLISHED, in FIN_WAIT_2.',
    talks: [
      { client: 'keep-alive 1 1 5, connect, send 100, read 200, wait 3300, close', server: ANSWER_AND_CLOSE },
      { client: 'keep-alive 1 1 5, connect, send 100, shut, wait 2500, eof, close', server: 'eof, wait 2400, close' },
    ],
  },
  {
    name: 'keep-alive-death',
    doc: 'The path is cut; keep-alive gives up and sends RST, which is lost, too.',
    unknowable: 'the cut is beside the client: what it sends passes no other capture point',
    talks: [{ client: 'keep-alive 1 1 2, connect, send 100, read 200, eof', server: 'read 100, send 200, eof' }],
    faults: BOTH.map((from) => loseAll('ANY', from, 'client', { after: 600 })),
  },
  {
    name: 'user-timeout',
    unknowable: 'TCP_USER_TIMEOUT ends a connection without a packet',
    doc: 'TCP_USER_TIMEOUT of 2 seconds, and the path is cut.',
    talks: [
      {
        client: 'user-timeout 2000, connect, send 100, read 200, wait 800, send 100, eof',
        server: 'read 100, send 200, eof',
      },
    ],
    faults: BOTH.map((from) => loseAll('ANY', from, 'server', { after: 600 })),
  },
  {
    name: 'zero-window',
    doc: 'The server does not read for a while: zero window and probes.',
    listen: { rcvbuf: 4096 },
    talks: [{ client: 'connect, send 60000, wait 100, close', server: 'wait 1500, eof, close' }],
  },
  {
    name: 'time-wait-expires',
    long: true,
    doc: 'TIME_WAIT of client and server runs out; a second connection shows that the time has passed.',
    talks: [clientCloses, serverCloses, { ...clientCloses, at: 63_500 }],
  },
  {
    name: 'time-wait-repeated-fin',
    doc: 'The last FIN comes again in TIME_WAIT: answered by an ACK, which a closed port answers by RST.',
    talks: [clientCloses],
    faults: [copy('FIN', 'server', 'client', 400)],
  },
  {
    name: 'time-wait-reuse-by-client',
    doc: "The client's pair in TIME_WAIT is used again by its own new connection (tcp_tw_reuse).",
    talks: [{ client: `${ASK_AND_CLOSE}, wait 2500, again, ${ASK_AND_CLOSE}`, server: ANSWER_AND_CLOSE }],
  },
  {
    name: 'time-wait-reuse-at-server',
    doc: "A SYN comes into the server's TIME_WAIT, with timestamps that have moved on.",
    talks: [{ client: `${ASK_AND_WAIT}, wait 1500, again, ${ASK_AND_WAIT}`, server: ANSWER_AND_LEAVE }],
  },
];
