/** Ways to open, and not to. */
import {
  ANSWER_AND_CLOSE,
  ANSWER_AND_LEAVE,
  ASK_AND_CLOSE,
  BOTH,
  clientCloses,
  copy,
  delay,
  loseAll,
  serverCloses,
} from './words.mjs';

/** @type {readonly import('../scenarios.mjs').Scenario[]} */
export const HANDSHAKE = [
  {
    name: 'simultaneous-open',
    doc: 'Both connect; the SYNs cross.',
    talks: [
      { client: 'connect, send 100, read 200, close', server: 'connect, read 100, send 200, eof, close', dials: true },
      {
        client: 'connect, send 100, read 200, wait 60, close',
        server: 'connect, read 100, send 200, wait 60, close',
        dials: true,
      },
    ],
    faults: BOTH.map((from) => delay('SYN', from, 'client', 80)),
  },
  {
    name: 'syn-times-out',
    unknowable: 'connect() gives up without a packet',
    doc: 'Nobody answers, and the client gives up.',
    talks: [{ client: 'syns 1, connect', server: 'close' }],
    faults: [loseAll('SYN', 'client', 'server')],
  },
  {
    name: 'accept-queue-full',
    doc: 'The accept queue is full for two seconds: the ACK of the handshake is dropped, the SYN+ACK comes again.',
    listen: { backlog: 1, acceptAfter: 2500 },
    talks: [0, 60, 120, 180].map((at) => ({ at, client: 'connect, read 10, close', server: 'send 10, eof, close' })),
  },
  {
    name: 'accept-queue-full-rst',
    site: 'offload',
    doc: 'The accept queue is full, and the host says so by RST (tcp_abort_on_overflow).',
    listen: { backlog: 1, acceptAfter: 2500 },
    talks: [0, 60, 120, 180].map((at) => ({ at, client: 'connect, read 10, close', server: 'send 10, eof, close' })),
  },
  {
    name: 'syn-backlog-full',
    doc: 'One half-open connection fills the backlog of SYNs: another SYN is dropped without a word, until the first is done.',
    listen: { backlog: 0 },
    talks: [
      { client: 'connect, wait 1500, send 100, read 200, close', server: ANSWER_AND_CLOSE },
      { at: 100, ...clientCloses },
    ],
    faults: [loseAll('ACK', 'client', 'server', { talk: 0, before: 900 })],
  },
  {
    name: 'syn-cookies',
    site: 'offload',
    doc: 'The server keeps nothing until the ACK of the handshake (tcp_syncookies 2).',
    talks: [clientCloses, serverCloses],
  },
  {
    name: 'defer-accept',
    unknowable: 'the server drops the bare ACK of the handshake and stays in SYN_RCVD',
    doc: 'TCP_DEFER_ACCEPT: no connection before there is data.',
    listen: { deferAccept: 5 },
    talks: [{ client: 'connect, wait 500, send 100, read 200, close', server: ANSWER_AND_CLOSE }],
  },
  {
    name: 'fast-open',
    doc: 'TCP Fast Open: the first connection fetches the cookie, those after it carry data in the SYN.',
    listen: { fastOpen: true },
    talks: [
      { client: 'fast-open 100, read 200, close', server: ANSWER_AND_CLOSE },
      { at: 600, client: 'fast-open 100, read 200, close', server: ANSWER_AND_CLOSE },
      { at: 700, client: 'fast-open 100, read 200, eof, close', server: ANSWER_AND_LEAVE },
    ],
  },
  {
    name: 'fast-open-closes-early',
    doc: "A Fast Open server answers and closes before the handshake's ACK, and its SYN+ACK comes behind its FIN.",
    listen: { fastOpen: true },
    talks: [
      { client: 'fast-open 100, read 200, close', server: ANSWER_AND_CLOSE },
      { at: 600, client: 'fast-open 100, read 200, eof, close', server: ANSWER_AND_LEAVE },
    ],
    faults: [delay('SYN+ACK', 'server', 'client', 40, { talk: 1 })],
  },
  {
    name: 'old-syn-after-close',
    doc: 'A copy of the SYN comes when all is over: a SYN_RCVD for nobody.',
    talks: [serverCloses],
    faults: [copy('SYN', 'client', 'server', 900)],
  },
  {
    name: 'sequence-wrap',
    doc: "The client's sequence numbers wrap: in the data, and at the FIN.",
    talks: [
      {
        client: `isn ${2 ** 32 - 2000}, connect, send 6000, read 200, close`,
        server: 'read 6000, send 200, eof, close',
      },
      { client: `isn ${2 ** 32 - 101}, ${ASK_AND_CLOSE}`, server: ANSWER_AND_CLOSE },
    ],
  },
];
