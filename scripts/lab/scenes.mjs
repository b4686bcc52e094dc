/**
 * What happens on each port of the lab: how the server and the client behave, and which packets get lost on the way.
 *
 * Losses are nftables rules at the server: what is dropped on its way in has passed every capture point, what is dropped
 * on its way out has passed none. `first` drops one packet of each connection, `all` every one.
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * @typedef {object} Scene
 * @property {number} port
 * @property {string} about
 * @property {((socket: import('node:net').Socket) => unknown) | null} server null: nobody listens
 * @property {(dial: Dial) => Promise<unknown>} client done when there is no more to come
 * @property {{ allowHalfOpen?: boolean, pauseOnConnect?: boolean }} [accept] how the server takes connections
 * @property {readonly string[]} [lost] lines of nftables, in the chains `in` and `out`
 */
/** @typedef {(options?: { localPort?: number, allowHalfOpen?: boolean }) => Promise<import('node:net').Socket>} Dial */

const octets = (count) => Buffer.alloc(count, 'tcpstate ');
const closed = (socket) => new Promise((resolve) => (socket.destroyed ? resolve() : socket.once('close', resolve)));

/** Answers every request, and closes when the client has. */
const answer = (size) => (socket) => socket.on('data', () => socket.write(octets(size)));

/** Asks once, reads the answer, closes first. */
const askAndClose = (size) => async (dial) => {
  const socket = await dial();
  socket.write(octets(size));
  await once(socket, 'data');
  socket.end();
  await closed(socket);
};

/** Asks once and leaves the closing to the server. */
const askAndWait = (size) => async (dial) => {
  const socket = await dial();
  socket.resume().write(octets(size));
  await closed(socket);
};

const ACK_ONLY = 'tcp flags & (fin|syn|rst|ack|psh) == ack';
const FIN = 'tcp flags & fin == fin';

/** One packet of each connection, told by the client's port: a quota that its first packet does not use up and its second does. */
const first = (chain, port, match, quota = 100) =>
  chain === 'in'
    ? `in tcp dport ${port} ${match} add @in${port} { tcp sport quota until ${quota} bytes } drop`
    : `out tcp sport ${port} ${match} add @out${port} { tcp dport quota until ${quota} bytes } drop`;
const all = (chain, port, match) => `${chain} tcp ${chain === 'in' ? 'dport' : 'sport'} ${port} ${match} drop`;

/** Notes the ports of clients that have sent their FIN. */
const noteFin = (port) => `in tcp dport ${port} ${FIN} add @fin${port} { tcp sport }`;

/** @type {Readonly<Record<string, Scene>>} */
export const SCENES = {
  'client-close': { port: 80, about: 'the client closes first', server: answer(1200), client: askAndClose(120) },
  'server-close': {
    port: 443,
    about: 'the server closes first',
    server: (socket) => socket.on('data', () => socket.end(octets(900))),
    client: askAndWait(200),
  },
  leak: {
    port: 8080,
    about: 'the server never closes its side: CLOSE_WAIT',
    accept: { allowHalfOpen: true },
    server: answer(300),
    client: async (dial) => {
      const socket = await dial();
      socket.write(octets(180));
      await once(socket, 'data');
      socket.end();
    },
  },
  'half-close': {
    port: 5432,
    about: 'the server still sends after the FIN of the client',
    accept: { allowHalfOpen: true },
    server: (socket) =>
      socket.resume().on('end', async () => {
        for (let part = 0; part < 3; part++) {
          socket.write(octets(2000));
          await wait(30);
        }
        socket.end();
      }),
    client: async (dial) => {
      const socket = await dial({ allowHalfOpen: true });
      socket.resume().end(octets(500));
      await closed(socket);
    },
  },
  reset: {
    port: 6379,
    about: 'RST by SO_LINGER 0',
    server: (socket) => socket.on('data', () => socket.resetAndDestroy()),
    client: askAndWait(90),
  },
  'reset-in-transfer': {
    port: 873,
    about: 'the client gives up in the middle of a long answer: RST while data is on its way',
    server: (socket) => socket.on('error', () => {}).once('data', () => socket.write(octets(200_000))),
    client: async (dial) => {
      const socket = await dial();
      socket.write(octets(60));
      let received = 0;
      for await (const chunk of socket) {
        received += chunk.length;
        if (received > 20_000) break;
      }
      socket.resetAndDestroy();
      await wait(100);
    },
  },
  unread: {
    port: 3306,
    about: 'RST because data was left unread',
    accept: { pauseOnConnect: true },
    server: (socket) => setTimeout(() => socket.destroy(), 80),
    client: askAndWait(400),
  },
  refused: { port: 9, about: 'nobody listens', server: null, client: (dial) => dial().catch(() => {}) },
  silent: {
    port: 9999,
    about: 'a firewall drops the SYN',
    server: null,
    client: (dial) => Promise.race([dial().catch(() => {}), wait(2300)]),
    lost: [all('in', 9999, 'tcp flags & syn == syn')],
  },
  open: {
    port: 22,
    about: 'nobody closes',
    server: answer(64),
    client: async (dial) => {
      const socket = await dial();
      socket.resume();
      for (let part = 0; part < 5; part++) {
        socket.write(octets(48));
        await wait(100);
      }
    },
  },
  'late-close': {
    port: 8000,
    about: 'the server takes its time to close',
    accept: { allowHalfOpen: true },
    server: (socket) => answer(700)(socket).on('end', () => setTimeout(() => socket.end(), 400)),
    client: askAndClose(150),
  },
  'handshake-ack-lost': {
    port: 8001,
    about: 'the ACK of the handshake is lost',
    server: answer(100),
    client: async (dial) => {
      const socket = await dial();
      await wait(1500);
      socket.write(octets(100));
      await once(socket, 'data');
      socket.end();
      await closed(socket);
    },
    lost: [first('in', 8001, ACK_ONLY)],
  },
  'fin-lost': {
    port: 8002,
    about: 'the first FIN is lost',
    server: answer(100),
    client: askAndClose(100),
    lost: [first('in', 8002, FIN)],
  },
  'last-ack-lost': {
    port: 8003,
    about: 'the last ACK is lost, the FIN comes again',
    server: answer(100),
    client: async (dial) => {
      await askAndClose(100)(dial);
      await wait(600);
    },
    lost: [noteFin(8003), first('in', 8003, `${ACK_ONLY} tcp sport @fin8003`)],
  },
  'syn-ack-lost': {
    port: 8004,
    about: 'the SYN+ACK is lost before the capture point',
    server: answer(100),
    client: askAndClose(100),
    lost: [first('out', 8004, 'tcp flags & (syn|ack) == (syn|ack)')],
  },
  'keep-alive': {
    port: 8005,
    about: 'idle, with keep-alive probes each second',
    server: answer(100),
    client: async (dial) => {
      const socket = await dial();
      socket.setKeepAlive(true, 1000).write(octets(100));
      await once(socket, 'data');
      await wait(3400);
      socket.end();
      await closed(socket);
    },
  },
  'zero-window': {
    port: 8006,
    about: 'the server does not read for a while: zero window, probes',
    accept: { pauseOnConnect: true },
    server: (socket) => setTimeout(() => socket.resume(), 1500),
    client: async (dial) => {
      const socket = await dial();
      socket.end(octets(120_000));
      await closed(socket);
    },
  },
  'both-close': {
    port: 8007,
    about: 'both close at the same moment (where the way takes longer than the timers differ)',
    server: (socket) => setTimeout(() => socket.resume().end(octets(10)), 200),
    client: async (dial) => {
      const socket = await dial();
      await wait(205);
      socket.resume().end(octets(20));
      await closed(socket);
    },
  },
  reuse: {
    port: 8008,
    about: 'the client comes back from the same port: a second incarnation',
    server: (socket) => socket.on('data', () => socket.end(octets(50))),
    client: async (dial) => {
      const socket = await dial();
      const { localPort } = socket;
      socket.resume().write(octets(50));
      await closed(socket);
      await wait(1100);
      await askAndWait(60)(() => dial({ localPort }));
    },
  },
  'data-lost': {
    port: 8009,
    about: 'a data segment is lost and sent again',
    server: answer(200),
    client: async (dial) => {
      const socket = await dial();
      socket.write(octets(1000));
      await wait(40);
      socket.write(octets(1000));
      await once(socket, 'data');
      await wait(400);
      socket.end();
      await closed(socket);
    },
    lost: [first('in', 8009, 'meta length > 900', 1600)],
  },
  'fin-wait-1': {
    port: 8010,
    about: 'every FIN of the client is lost: FIN_WAIT_1 against ESTABLISHED',
    server: answer(100),
    client: async (dial) => {
      const socket = await dial();
      socket.write(octets(100));
      await once(socket, 'data');
      socket.end();
    },
    lost: [all('in', 8010, FIN)],
  },
  'last-ack': {
    port: 8011,
    about: 'every last ACK is lost: LAST_ACK against TIME_WAIT',
    server: answer(100),
    client: askAndClose(100),
    lost: [noteFin(8011), all('in', 8011, `${ACK_ONLY} tcp sport @fin8011`)],
  },
  lossy: {
    port: 8012,
    about: 'one packet in ten is lost, either way',
    server: answer(20_000),
    client: (dial) => Promise.race([askAndClose(20_000)(dial).catch(() => {}), wait(4000)]),
    lost: [all('in', 8012, 'numgen random mod 10 == 0'), all('out', 8012, 'numgen random mod 10 == 0')],
  },
};

/** The rules of all scenes, as a script for `nft -f -`. */
export function losses() {
  const lines = Object.values(SCENES).flatMap((scene) => scene.lost ?? []);
  const sets = new Set(lines.flatMap((line) => line.match(/@\w+/g) ?? []));
  const chain = (name, hook) => [
    `chain ${name} { type filter hook ${hook} priority 0;`,
    ...lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1)),
    '}',
  ];
  return [
    'table inet lab {',
    ...[...sets].map((set) => `set ${set.slice(1)} { type inet_service; size 65535; flags dynamic; }`),
    ...chain('in', 'input'),
    ...chain('out', 'output'),
    '}',
  ].join('\n');
}
