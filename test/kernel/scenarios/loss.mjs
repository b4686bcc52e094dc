/** Each segment of opening and closing, lost, repeated or late. */
import {
  ANSWER_AND_CLOSE,
  ANSWER_AND_LEAVE,
  ASK_AND_CLOSE,
  BOTH,
  clientCloses,
  delay,
  lose,
  loseAll,
  serverCloses,
} from './words.mjs';

/** @type {readonly import('../scenarios.mjs').Scenario[]} */
export const LOSS = [
  {
    name: 'lost-syn',
    doc: 'The SYN is lost before the middle; behind it.',
    talks: [clientCloses, clientCloses],
    faults: [lose('SYN', 'client', 'client', { talk: 0 }), lose('SYN', 'client', 'server', { talk: 1 })],
  },
  {
    name: 'lost-syn-ack',
    doc: 'The SYN+ACK is lost before the middle; behind it.',
    talks: [clientCloses, serverCloses],
    faults: [lose('SYN+ACK', 'server', 'server', { talk: 0 }), lose('SYN+ACK', 'server', 'client', { talk: 1 })],
  },
  {
    name: 'lost-handshake-ack',
    doc: 'The ACK of the handshake is lost; data or a repeated SYN+ACK makes up for it.',
    talks: [
      { client: 'connect, wait 300, send 100, read 200, close', server: ANSWER_AND_CLOSE },
      { client: 'connect, wait 1500, send 100, read 200, close', server: ANSWER_AND_CLOSE },
      { client: 'connect, eof, close', server: 'send 100, close' },
    ],
    faults: [lose('ACK', 'client', 'server')],
  },
  {
    name: 'lost-handshake-ack-forever',
    unknowable: 'the server gives its SYN_RCVD up without a packet',
    doc: 'No ACK of the handshake gets through.',
    talks: [{ client: 'connect', server: 'close' }],
    faults: [loseAll('ACK', 'client', 'server')],
  },
  {
    name: 'lost-fin',
    doc: 'The first FIN is lost: before the middle, behind it, twice.',
    talks: [clientCloses, clientCloses, serverCloses, clientCloses],
    faults: [
      lose('FIN', 'client', 'client', { talk: 0 }),
      lose('FIN', 'client', 'server', { talk: 1 }),
      lose('FIN', 'server', 'server', { talk: 2 }),
      lose('FIN', 'client', 'server', { talk: 3, nth: [1, 2] }),
    ],
  },
  {
    name: 'lost-second-fin',
    doc: 'The FIN that answers a FIN is lost; the ACK before it is not.',
    talks: [
      { client: ASK_AND_CLOSE, server: 'read 100, send 200, eof, wait 200, close' },
      { client: 'connect, send 100, read 200, eof, wait 200, close', server: ANSWER_AND_LEAVE },
    ],
    faults: [lose('FIN', 'server', 'client', { talk: 0, nth: [1, 2] }), lose('FIN', 'client', 'server', { talk: 1 })],
  },
  {
    name: 'lost-ack-of-fin',
    doc: 'The ACK of the first FIN is lost: the FIN comes again into CLOSE_WAIT.',
    talks: [{ client: ASK_AND_CLOSE, server: 'read 100, send 200, eof, wait 1200, close' }],
    faults: [lose('ACK_OF_FIN', 'server', 'client')],
  },
  {
    name: 'lost-last-ack',
    doc: 'The last ACK is lost: LAST_ACK repeats its FIN.',
    talks: [clientCloses, serverCloses],
    faults: [lose('ACK_OF_FIN', 'client', 'server', { talk: 0 }), lose('ACK_OF_FIN', 'server', 'client', { talk: 1 })],
  },
  {
    name: 'lost-last-ack-forever',
    unknowable: 'the orphan in LAST_ACK gives up without a packet',
    doc: 'The last ACK never gets through.',
    talks: [clientCloses],
    faults: [loseAll('ACK_OF_FIN', 'client', 'server')],
  },
  {
    name: 'every-fin-lost-for-a-second',
    doc: 'A filter drops every FIN of the client for a second.',
    talks: [clientCloses],
    faults: [loseAll('FIN', 'client', 'server', { before: 1000 })],
  },
  {
    name: 'everything-twice',
    doc: 'Every segment arrives again a millisecond later.',
    talks: [clientCloses, serverCloses],
    faults: BOTH.map((from) => ({ do: 'copy', of: 'ANY', from, cable: 'server', ms: 1 })),
  },
  {
    name: 'overtaken',
    doc: "The handshake's ACK, the data before the FIN, and the last ACK come late.",
    talks: [
      { client: 'connect, send 100, read 200, close', server: ANSWER_AND_CLOSE },
      { client: 'connect, send 100, read 200, send 50, close', server: 'read 100, send 200, eof, close' },
      clientCloses,
    ],
    faults: [
      delay('ACK', 'client', 'client', 15, { talk: 0 }),
      delay('DATA', 'client', 'client', 25, { talk: 1, nth: [2] }),
      delay('ACK_OF_FIN', 'client', 'server', 70, { talk: 2 }),
    ],
  },
  {
    name: 'bulk-with-loss',
    doc: '200 kB each way with 4 % of the segments lost.',
    talks: [
      { client: 'connect, send 200000, shut, eof, close', server: 'send 200000, shut, eof, close' },
      { client: 'connect, send 200000, shut, eof, close', server: 'eof, send 50000, close' },
    ],
    faults: BOTH.map((from) => ({ do: 'lose', of: 'ANY', from, cable: 'server', chance: 0.04, seed: 7 })),
  },
  {
    name: 'bulk-out-of-order',
    doc: '200 kB each way, one segment in ten 7 ms late.',
    talks: [{ client: 'connect, send 200000, shut, eof, close', server: 'send 200000, shut, eof, close' }],
    faults: BOTH.map((from) => ({ do: 'delay', of: 'DATA', from, cable: 'client', ms: 7, chance: 0.1, seed: 8 })),
  },
];
