/**
 * Makes the captures of test/fixtures, and that of the demo, anew, from sockets of our own: `sudo node scripts/capture-fixtures.mjs [name …]`.
 *
 * ```
 * client namespace         middle namespace          server namespace
 *   c0 192.0.2.11-14 ──── c1 ── cable.py ── s1 ──── s0 192.0.2.80        5 ms each way; captured on c1
 *      2001:db8::11                                    2001:db8::80      lost packets: nftables at the server
 * ```
 *
 * Needs Linux, root, tcpdump, dumpcap, nftables and Python 3. Everything lives in namespaces that end with this process.
 */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Namespace, play, said, sockets } from './lab/namespace.mjs';
import { cable, link, settle } from './lab/network.mjs';
import { losses, SCENES } from './lab/scenes.mjs';
import { root } from './setup.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'tcpstate-fixtures-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const CLIENTS = ['192.0.2.11', '192.0.2.12', '192.0.2.13', '192.0.2.14'];
const SERVER = '192.0.2.80';
const CLIENT6 = '2001:db8::11';
const SERVER6 = '2001:db8::80';
const SNAPLEN = '128';
/** Milliseconds between two new connections of a client. */
const PACE = '40';

/** Every scene that ends by itself within a moment. */
const QUICK = ['client-close', 'server-close', 'leak', 'half-close', 'reset', 'unread', 'refused', 'open'];

/** The namespaces of the drawing above, joined by cables. `vlan`: a trunk with 802.1Q tags in the middle. */
async function network({ vlan = 0 } = {}) {
  const [client, middle, server] = await Promise.all([Namespace.open(), Namespace.open(), Namespace.open()]);
  link(middle, 'c1', client, 'c0');
  link(middle, 's1', server, 's0');
  settle(client, 'c0', [...CLIENTS.map((address) => `${address}/24`), `${CLIENT6}/64`]);
  settle(server, 's0', [`${SERVER}/24`, `${SERVER6}/64`]);
  // A small receive buffer fills soon.
  server.run('sysctl', '-qw', 'net.ipv4.tcp_rmem=4096 16384 32768');
  server.feed(losses(), 'nft', '-f', '-');
  if (vlan > 0) {
    middle.run('ip', 'link', 'add', 'name', 't0', 'type', 'veth', 'peer', 'name', 't1');
    for (const device of ['t0', 't1']) middle.run('ip', 'link', 'set', device, 'up');
    await cable(middle, 'c1', 't0', 2, { vlans: [0, vlan] });
    await cable(middle, 't1', 's1', 2, { vlans: [vlan, 0] });
  } else {
    await cable(middle, 'c1', 's1', 5);
  }
  return { client, middle, server };
}

/** Starts a recorder; the function it returns ends the recording and gives the file's octets. */
async function record(namespace, ...words) {
  const file = join(scratch, 'capture');
  const recorder = namespace.start(...words, '-s', SNAPLEN, '-w', file);
  const ended = once(recorder, 'close');
  await said(recorder, /listening on|Capturing on|File:/);
  await wait(300);
  return async () => {
    // dumpcap is told of packets in blocks, up to a second late.
    if (words[0] === 'dumpcap') await wait(1200);
    recorder.kill('SIGINT');
    await ended;
    return readFileSync(file);
  };
}

const tcpdump = (...words) => ['tcpdump', '-Z', 'root', '--immediate-mode', '-U', '-n', ...words];

/** Has the scenes played, and ends the recording before they are let go: what was recorded. */
async function recorded(stop, ...scenes) {
  const letGo = await play(...scenes);
  const capture = await stop();
  letGo();
  return capture;
}

/** Each fixture: its name and how to make it. */
const FIXTURES = {
  async 'leaky-server.pcap'() {
    const { client, middle, server } = await network();
    const stop = await record(middle, ...tcpdump('-i', 'c1', 'tcp'));
    const own = CLIENTS.join(',');
    const some = Object.keys(SCENES).filter((name) => name !== 'lossy');
    const more = { 'client-close': 12, 'server-close': 8, leak: 9, refused: 2, reset: 2, open: 4, 'half-close': 2 };
    const letGo = await play(client, server, [
      [`${SERVER},${own}`, PACE, ...some.map((name) => `${name}=${more[name] ?? 1}`)],
      [`${SERVER6},${CLIENT6}`, PACE, ...some.map((name) => `${name}=${Math.ceil((more[name] ?? 1) / 4)}`)],
    ]);
    const left = sockets(client, server);
    const capture = await stop();
    letGo();
    save('leaky-server.sockets.txt', `${left}\n`);
    return capture;
  },

  async 'demo/leaky-server.pcap.gz'() {
    const { client, middle, server } = await network();
    const stop = await record(middle, ...tcpdump('-i', 'c1', 'tcp'));
    const more = {
      'client-close': 40,
      'server-close': 30,
      leak: 30,
      open: 12,
      'half-close': 6,
      reset: 5,
      refused: 4,
      'late-close': 6,
    };
    const some = [
      ...QUICK,
      'late-close',
      'silent',
      'fin-lost',
      'zero-window',
      'data-lost',
      'fin-wait-1',
      'last-ack',
      'reuse',
    ];
    const capture = await recorded(stop, client, server, [
      [`${SERVER},${CLIENTS.join(',')}`, '300', ...some.map((name) => `${name}=${more[name] ?? 1}`)],
      [`${SERVER6},${CLIENT6}`, '1500', 'client-close=8', 'server-close=6', 'leak=6', 'open=2'],
    ]);
    return gzipSync(capture, { level: 9 });
  },

  async 'any.pcap'() {
    const { client, middle, server } = await network();
    const stop = await record(middle, ...tcpdump('-i', 'any', 'tcp'));
    return recorded(stop, client, server, [
      [`${SERVER},${CLIENTS[0]}`, PACE, ...QUICK],
      [`${SERVER6},${CLIENT6}`, PACE, ...QUICK],
    ]);
  },

  async 'rst-during-transfer.pcap'() {
    const { client, middle, server } = await network();
    const stop = await record(middle, ...tcpdump('-i', 'c1', 'tcp'));
    return recorded(stop, client, server, [[`${SERVER},${CLIENTS[0]}`, PACE, 'reset-in-transfer']]);
  },

  async 'full-accept-queue.pcap.gz'() {
    const { client, middle, server } = await network();
    const stop = await record(middle, ...tcpdump('-i', 'c1', 'tcp'));
    const queue = (namespace, side, count) =>
      namespace.start('python3', join(root, 'scripts', 'lab', 'backlog.py'), side, SERVER, '8080', String(count));
    const listener = queue(server, 'listen', 10);
    await said(listener, /ready/);
    const clients = queue(client, 'connect', 800);
    console.log((await said(clients, /ready.*\n/)).trim());
    const capture = await stop();
    for (const child of [listener, clients]) child.stdin.end();
    return gzipSync(capture, { level: 9 });
  },

  async 'two-interfaces.pcapng'() {
    const { client, middle, server } = await network();
    const stop = await record(middle, 'dumpcap', '-q', '-f', 'tcp', '-i', 'c1', '-i', 's1');
    return recorded(stop, client, server, [
      [`${SERVER},${CLIENTS.join(',')}`, PACE, ...QUICK, 'both-close', 'syn-ack-lost'],
    ]);
  },

  async 'vlan.pcap'() {
    const { client, middle, server } = await network({ vlan: 100 });
    const stop = await record(middle, ...tcpdump('-i', 't0', 'vlan and (tcp or ip6)'));
    return recorded(stop, client, server, [
      [`${SERVER},${CLIENTS[1]}`, PACE, ...QUICK],
      [`${SERVER6},${CLIENT6}`, PACE, ...QUICK],
    ]);
  },

  async 'loopback.pcap.gz'() {
    const alone = await Namespace.open();
    alone.feed(losses(), 'nft', '-f', '-');
    const stop = await record(alone, ...tcpdump('-i', 'lo', '--time-stamp-precision=nano', 'tcp'));
    const capture = await recorded(stop, alone, alone, [
      ['127.0.0.1', PACE, ...QUICK, 'fin-wait-1', 'last-ack'],
      ['::1', PACE, ...QUICK, 'lossy=3'],
    ]);
    return gzipSync(capture, { level: 9 });
  },
};

function save(name, octets) {
  const path = name.includes('/') ? name : `test/fixtures/${name}`;
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), octets);
  console.log(`${path}  ${octets.length} octets`);
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(FIXTURES);
for (const name of wanted) save(name, await FIXTURES[name]());
process.exit();
