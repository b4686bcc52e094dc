/** Every way to close, and to leave open. */
import { ANSWER_AND_LEAVE, ASK_AND_CLOSE, clientCloses, delay, serverCloses } from './words.mjs';

/** @type {readonly import('../scenarios.mjs').Scenario[]} */
export const CLOSE = [
  { name: 'client-close', doc: 'The client closes first.', talks: [clientCloses, clientCloses] },
  { name: 'server-close', doc: 'The server closes first.', talks: [serverCloses, serverCloses] },
  { name: 'client-close-v6', ip: 6, doc: 'The client closes first, over IPv6.', talks: [clientCloses] },
  { name: 'server-close-v6', ip: 6, doc: 'The server closes first, over IPv6.', talks: [serverCloses] },
  {
    name: 'close-lazy',
    doc: 'Who hears of the end takes its time: CLOSE_WAIT.',
    talks: [
      { client: ASK_AND_CLOSE, server: 'read 100, send 200, eof, wait 900, close' },
      { client: 'connect, send 100, read 200, eof, wait 900, close', server: ANSWER_AND_LEAVE },
    ],
  },
  {
    name: 'half-close',
    doc: 'Data goes on against the direction that is closed: FIN_WAIT_2 with an owner.',
    talks: [
      { client: 'connect, send 100, shut, eof, close', server: 'eof, send 3000, wait 300, send 3000, wait 300, close' },
      { client: 'connect, eof, send 3000, wait 300, send 3000, close', server: 'send 100, shut, eof, close' },
    ],
  },
  {
    name: 'half-close-stays',
    doc: 'Half closed, and nobody closes the rest.',
    talks: [{ client: 'connect, send 100, shut', server: 'eof, send 200' }],
  },
  {
    name: 'close-wait-leak',
    doc: 'The server never closes: CLOSE_WAIT against an orphan in FIN_WAIT_2.',
    talks: [
      { client: ASK_AND_CLOSE, server: 'read 100, send 200, eof' },
      { client: ASK_AND_CLOSE, server: 'read 100, send 200' },
    ],
  },
  {
    name: 'fin-with-data',
    doc: 'The last data goes with the FIN, either way.',
    talks: [
      {
        client: 'connect, cork, send 100, shut, eof, close',
        server: 'cork, read 100, send 200, eof, close',
      },
    ],
  },
  {
    name: 'simultaneous-close',
    doc: 'Both FINs are held for a quarter of a second: CLOSING.',
    talks: [{ client: 'connect, send 100, read 200, wait 50, close', server: 'read 100, send 200, wait 50, close' }],
    faults: [delay('FIN', 'client', 'server', 250), delay('FIN', 'server', 'server', 250)],
  },
  {
    name: 'data-to-orphan',
    doc: 'Data reaches an orphan in FIN_WAIT_2: RST.',
    talks: [{ client: ASK_AND_CLOSE, server: 'read 100, send 200, eof, wait 400, send 300, wait 200, close' }],
  },
  {
    name: 'fin-wait-2-expires',
    unknowable: 'an orphan leaves FIN_WAIT_2 without a packet',
    doc: 'TCP_LINGER2: the orphan is gone after 2 seconds; the FIN that comes after 3 is answered by RST.',
    talks: [{ client: `linger2 2, ${ASK_AND_CLOSE}`, server: 'read 100, send 200, eof, wait 3000, close' }],
  },
  {
    name: 'close-behind-zero-window',
    unknowable: 'FIN_WAIT_1 begins at close(), the FIN leaves when the window opens',
    doc: 'The client closes with data unsent, because the server does not read.',
    listen: { rcvbuf: 4096 },
    talks: [{ client: 'connect, send 60000, close', server: 'wait 1500, eof, close' }],
  },
];
