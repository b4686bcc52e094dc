/**
 * A client, a server, and a router between them, each a namespace with a kernel's own TCP, joined by cables on which things go wrong:
 *
 * ```
 *   client            cables                middle               cables            server
 *     c0 ──────── c1 ═cable.py═ m1 ──────── m0   r0 ──────── r1 ═cable.py═ s1 ──────── s0
 *   captured                              captured, conntrack                         captured
 * ```
 *
 * All ends with this process, however it ends.
 */
import { Namespace } from '../../scripts/lab/namespace.mjs';
import { cable, link, settle } from '../../scripts/lab/network.mjs';

/** Milliseconds that a frame takes from the client to the middle, and from there to the server. */
const DELAY = { client: 4, server: 6 };

/** What the cable on each side of the middle joins. */
const DEVICES = { client: ['c1', 'm1'], server: ['r1', 's1'] };

const ASK_CONNTRACK = 'table inet lab { chain forward { type filter hook forward priority 0; ct state new accept; }; }';

const SYSCTLS = {
  // Not TIME_WAIT's 60 seconds, so that the timers of both can be told apart; tries enough for a lossy cable, and bounded.
  plain: {
    client: ['tcp_fin_timeout=40', 'tcp_fastopen=3', 'tcp_tw_reuse=1', 'tcp_orphan_retries=5'],
    server: [
      'tcp_fin_timeout=40',
      'tcp_fastopen=3',
      'tcp_synack_retries=3',
      'tcp_orphan_retries=5',
      'tcp_syncookies=0',
    ],
  },
  // Segments and checksums left to the devices; neither timestamps nor SACK; a server that keeps no requests and refuses what it has no room for.
  offload: {
    client: ['tcp_timestamps=0', 'tcp_sack=0'],
    server: ['tcp_timestamps=0', 'tcp_sack=0', 'tcp_syncookies=2', 'tcp_abort_on_overflow=1'],
  },
};

/**
 * @typedef {object} Site
 * @property {Record<'client' | 'middle' | 'server', Namespace>} hosts
 * @property {(ip: 4 | 6) => { client: string, server: string }} addresses
 * @property {(end: 'client' | 'server', faults: readonly object[]) => Promise<void>} lay a cable on that side of the middle
 * @property {() => void} close
 */

/**
 * @param {keyof typeof SYSCTLS} kind
 * @param {number} number 0 to 65535, unique on this machine while the site lasts: the trace does not say in which namespace a
 * socket is, so addresses must
 * @returns {Promise<Site>}
 */
export async function openSite(kind, number) {
  const [client, cables, middle, server] = await Promise.all(Array.from({ length: 4 }, () => Namespace.open()));
  const v4 = (host) => `10.${number >> 8}.${number & 0xff}.${host}`;
  const v6 = (network, host) => `fd00:${number.toString(16)}:${network}::${host}`;
  const offload = kind === 'offload';
  const laid = [];

  for (const [device, host, peer] of [
    ['c1', client, 'c0'],
    ['m1', middle, 'm0'],
    ['r1', middle, 'r0'],
    ['s1', server, 's0'],
  ]) {
    link(cables, device, host, peer, { offload });
  }
  settle(client, 'c0', [`${v4(2)}/25`, `${v6(1, 2)}/64`]);
  settle(middle, 'm0', [`${v4(1)}/25`, `${v6(1, 1)}/64`]);
  settle(middle, 'r0', [`${v4(129)}/25`, `${v6(2, 1)}/64`]);
  settle(server, 's0', [`${v4(130)}/25`, `${v6(2, 2)}/64`]);
  for (const [host, gateways] of [
    [client, [v4(1), v6(1, 1)]],
    [server, [v4(129), v6(2, 1)]],
  ]) {
    for (const gateway of gateways) host.run('ip', 'route', 'add', 'default', 'via', gateway);
  }
  middle.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
  // A rule that asks for the state is what makes the kernel track connections.
  middle.feed(ASK_CONNTRACK, 'nft', '-f', '-');
  for (const [name, host] of Object.entries({ client, server })) {
    host.run('sysctl', '-qw', ...SYSCTLS[kind][name].map((setting) => `net.ipv4.${setting}`));
  }
  return {
    hosts: { client, middle, server },
    addresses: (ip) => (ip === 6 ? { client: v6(1, 2), server: v6(2, 2) } : { client: v4(2), server: v4(130) }),
    async lay(end, faults) {
      laid.push(await cable(cables, ...DEVICES[end], DELAY[end], { faults }));
    },
    close() {
      for (const one of laid) one.stdin.end();
      for (const namespace of [client, cables, middle, server]) namespace.close();
    },
  };
}
