/**
 * `node bench/host/run.mjs [sockets]`: what it costs to read this host's sockets and to join them with their processes; prints a table.
 * Needs Linux, root, and a build. The sockets are on the loopback of a network namespace of their own.
 */

import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';

const SOCKETS = Number(process.argv[2] ?? 50_000);
/** Connections of one process, which holds both ends of each: it may have 10,000 descriptors and some. */
const EACH = 5000;
const FIRST_PORT = 500;
const beside = (name) => join(import.meta.dirname, name);

const namespace = await Namespace.open();
const holders = [];
try {
  namespace.run('sysctl', '-qw', 'net.ipv4.ip_local_port_range=1024 65000', 'net.core.somaxconn=4096');
  for (let left = SOCKETS / 2, port = FIRST_PORT; left > 0; left -= EACH, port++) {
    const words = ['-c', 'ulimit -n "$(ulimit -Hn)" && exec "$0" "$@"', process.execPath, beside('ends.mjs')];
    holders.push(namespace.start('sh', ...words, String(Math.min(left, EACH)), String(port)));
    await said(holders.at(-1), /ready/);
  }
  const joining = namespace.start(process.execPath, beside('join.mjs'));
  const { sockets, leaked, costs, memory } = JSON.parse(await text(joining.stdout));
  const seconds = Object.values(costs).reduce((sum, cost) => sum + cost, 0);
  const cells = [
    ...[sockets, leaked].map((count) => count.toLocaleString('en')),
    ...[...Object.values(costs), seconds].map((cost) => `${cost.toFixed(2)} s`),
    `${Math.round(memory / 2 ** 20)} MiB`,
  ];
  console.log(`| sockets | in CLOSE_WAIT | ${Object.keys(costs).join(' | ')} | CPU in all | memory |`);
  console.log(`|${'--:|'.repeat(cells.length)}`);
  console.log(`| ${cells.join(' | ')} |`);
} finally {
  for (const { stdin } of holders) stdin.end();
  namespace.close();
}
