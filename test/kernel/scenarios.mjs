/**
 * What happens in the lab, as data: what the client does, what the server does, and what the cables do to it.
 *
 * Words of a role are those of actor.py. A scenario's connections are its `talks`, one client port each; they begin when the run
 * does, or `at` so many milliseconds. Where packets cannot tell what the kernels did, `unknowable` says why.
 */
import { mixes } from './mixes.mjs';

/**
 * @typedef {object} Talk
 * @property {string} client
 * @property {string} [server] nothing: whatever comes, nobody accepts it
 * @property {boolean} [dials] the server connects, too, instead of listening
 * @property {number} [at] ms
 *
 * @typedef {object} Fault what faults.py knows, and whose segments (`from`), on which cable (`cable`: that of the client's side of
 * the middle, or that of the server's), of which talk (all)
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} category
 * @property {string} doc
 * @property {string} [unknowable]
 * @property {Talk[]} talks
 * @property {Fault[]} [faults]
 * @property {object | null} [listen] how the server listens; null: it does not
 * @property {4 | 6} [ip]
 * @property {'plain' | 'offload'} [site]
 * @property {number} [late] another capture at each place begins so many ms after the scenario
 * @property {boolean} [oneWay] further captures hold one direction each
 * @property {boolean} [any] another capture is made with `-i any` in the middle
 * @property {boolean} [long] takes more than 20 seconds
 * @property {{ loss: number }} [params]
 */

const BOTH = ['client', 'server'];
const RST = 4;
const SYN = 2;
const ACK = 16;

/** The first segment of a kind, lost on the cable on that side of the middle. */
const lose = (of, from, cable, more = {}) => ({ do: 'lose', of, from, cable, nth: [1], ...more });
/** Every segment of a kind, lost. */
const loseAll = (of, from, cable, more = {}) => ({ do: 'lose', of, from, cable, ...more });
const delay = (of, from, cable, ms, more = {}) => ({ do: 'delay', of, from, cable, nth: [1], ms, ...more });
const copy = (of, from, cable, ms, more = {}) => ({ do: 'copy', of, from, cable, nth: [1], ms, ...more });
/** A segment that its apparent sender has not sent, made up when the client's second data segment passes the client's cable. */
const forge = (flags, to, offset, more = {}) => {
  return { do: 'forge', of: 'DATA', from: 'client', cable: 'client', nth: [2], ms: 60, flags, to, offset, ...more };
};

const ASK_AND_CLOSE = 'connect, send 100, read 200, close';
const ANSWER_AND_CLOSE = 'read 100, send 200, eof, close';
const ASK_AND_WAIT = 'connect, send 100, read 200, eof, close';
const ANSWER_AND_LEAVE = 'read 100, send 200, close';
const clientCloses = { client: ASK_AND_CLOSE, server: ANSWER_AND_CLOSE };
const serverCloses = { client: ASK_AND_WAIT, server: ANSWER_AND_LEAVE };
/** Keeps a connection quiet before and after a second request, so that something can be slipped in. */
const quiet = {
  client: 'connect, send 100, read 200, wait 100, send 100, wait 500, send 100, read 200, close',
  server: 'read 100, send 200, read 200, send 200, eof, close',
};

/** @type {readonly Scenario[]} */
const CLOSE = [
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

/** @type {readonly Scenario[]} */
const LOSS = [
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
    faults: [
      lose('FIN', 'server', 'client', { talk: 0, nth: [1, 2] }),
      lose('FIN', 'client', 'server', { talk: 1 }),
    ],
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
    faults: [
      lose('ACK_OF_FIN', 'client', 'server', { talk: 0 }),
      lose('ACK_OF_FIN', 'server', 'client', { talk: 1 }),
    ],
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
      delay('ACK_OF_FIN', 'client', 'server', 150, { talk: 2 }),
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

/** @type {readonly Scenario[]} */
const RESET = [
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
    talks: [{ client: 'start-connecting, wait 2, close', server: 'close' }],
  },
  {
    name: 'half-open',
    doc: 'The server vanishes without a word; the data that comes then is answered by RST.',
    talks: [{ client: 'connect, send 100, read 200, wait 400, send 100, eof, close', server: 'read 100, send 200, vanish' }],
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

/** @type {readonly Scenario[]} */
const FORGED = [
  {
    name: 'rst-in-window',
    doc: 'A forged RST in the window, but not exact: challenge ACK; toward the server; toward the client.',
    talks: [quiet, quiet],
    faults: [forge(RST, 'server', 1000, { talk: 0 }), forge(RST, 'client', 1000, { talk: 1 })],
  },
  {
    name: 'rst-out-of-window',
    doc: 'A forged RST far outside the window, toward either.',
    talks: [quiet, quiet],
    faults: [forge(RST, 'server', 50e6, { talk: 0 }), forge(RST, 'client', -50e6, { talk: 1 })],
  },
  {
    name: 'rst-exact',
    doc: 'A forged RST, exact: one side dies of it, and answers the other with RST.',
    talks: [quiet],
    faults: [forge(RST, 'client', 0)],
  },
  {
    name: 'syn-blind',
    doc: 'A forged SYN into ESTABLISHED: challenge ACK.',
    talks: [quiet, quiet],
    faults: [forge(SYN, 'server', 5000, { talk: 0 }), forge(SYN, 'server', -90e6, { talk: 1 })],
  },
  {
    name: 'ack-blind',
    doc: 'Forged ACKs, far from what was sent.',
    talks: [quiet, quiet],
    faults: [forge(ACK, 'server', 80e6, { talk: 0 }), forge(ACK, 'client', -80e6, { talk: 1 })],
  },
];

/** @type {readonly Scenario[]} */
const HANDSHAKE = [
  {
    name: 'simultaneous-open',
    doc: 'Both connect; the SYNs cross.',
    talks: [
      { client: 'connect, send 100, read 200, close', server: 'connect, read 100, send 200, eof, close', dials: true },
      { client: 'connect, send 100, read 200, wait 60, close', server: 'connect, read 100, send 200, wait 60, close', dials: true },
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
    name: 'old-syn-after-close',
    doc: 'A copy of the SYN comes when all is over: a SYN_RCVD for nobody.',
    talks: [serverCloses],
    faults: [copy('SYN', 'client', 'server', 900)],
  },
  {
    name: 'sequence-wrap',
    doc: "The client's sequence numbers wrap: in the data, and at the FIN.",
    talks: [
      { client: `isn ${2 ** 32 - 2000}, connect, send 6000, read 200, close`, server: 'read 6000, send 200, eof, close' },
      { client: `isn ${2 ** 32 - 101}, ${ASK_AND_CLOSE}`, server: ANSWER_AND_CLOSE },
    ],
  },
];

/** @type {readonly Scenario[]} */
const TIMERS = [
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
    talks: [{ client: 'user-timeout 2000, connect, send 100, read 200, wait 800, send 100, eof', server: 'read 100, send 200, eof' }],
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

/** @type {readonly Scenario[]} */
const VANTAGE = [
  {
    name: 'late-established',
    doc: 'Further captures begin when the connections are open: client closes, server closes, reset, one that stays.',
    late: 300,
    talks: [
      { client: 'connect, send 100, read 200, wait 600, send 100, read 200, close', server: 'read 100, send 200, read 100, send 200, eof, close' },
      { client: 'connect, send 100, read 200, wait 600, send 100, eof, close', server: 'read 100, send 200, read 100, send 200, close' },
      { client: 'connect, send 100, read 200, wait 600, send 100, abort', server: 'read 100, send 200, eof, close' },
      { client: 'connect, send 100, read 200, wait 600, send 100, read 200', server: 'read 100, send 200, read 100, send 200' },
    ],
  },
  {
    name: 'late-close-wait',
    unknowable: 'the first FIN was before the capture',
    doc: 'Further captures begin behind the first FIN.',
    late: 300,
    talks: [{ client: 'connect, eof, wait 500, send 3000, close', server: 'send 100, shut, eof, close' }],
  },
  {
    name: 'one-way',
    unknowable: 'one direction shows the other by its ACK numbers only',
    doc: 'Further captures hold one direction each.',
    oneWay: true,
    talks: [clientCloses, serverCloses, { client: 'connect, send 100, read 200, abort', server: ANSWER_AND_CLOSE }],
  },
  {
    name: 'any-device',
    doc: 'A further capture in the middle is made with -i any: every packet twice, as it comes and as it goes.',
    any: true,
    talks: [clientCloses, serverCloses, { client: 'connect, send 100, read 200, abort', server: ANSWER_AND_CLOSE }],
  },
  {
    name: 'super-frames',
    site: 'offload',
    doc: 'Segmentation and checksums are left to the devices: frames of up to 64 KiB.',
    talks: [{ client: 'connect, send 300000, read 200, close', server: 'read 300000, send 200, eof, close' }],
  },
];

/** @type {readonly Scenario[]} */
export const SCRIPTED = [
  ...categorised('close', CLOSE),
  ...categorised('loss', LOSS),
  ...categorised('reset', RESET),
  ...categorised('forged', FORGED),
  ...categorised('handshake', HANDSHAKE),
  ...categorised('timers', TIMERS),
  ...categorised('vantage', VANTAGE),
];

function categorised(category, scenarios) {
  return scenarios.map((scenario) => ({ category, ...scenario }));
}

/** Everything that `npm run accuracy` plays. @type {readonly Scenario[]} */
export const ALL = [...SCRIPTED, ...mixes({ count: 500, spread: 24_000, losses: [0, 0.01, 0.05, 0.2] })];
