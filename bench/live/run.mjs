/**
 * `node bench/live/run.mjs [seconds]`: what watching costs and loses, by recorder, beside `tcpdump -w /dev/null`; prints a table.
 * Needs Linux, root, tcpdump, iproute2, and a build. A network namespace of its own holds both ends of a cable.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import { childrenCpu } from '../measure.mjs';

const SECONDS = Number(process.argv[2] ?? 10);
const RATES = [50_000, 200_000, 500_000];
const [SENDS, WATCHED] = ['bench0', 'bench1'];
/** Milliseconds in which a recorder may take what came last. */
const SETTLE = 500;

const program = join(import.meta.dirname, '..', '..', 'dist', 'bin', 'tcpstate.js');
const sender = join(import.meta.dirname, 'sender.mjs');
/** Tells of no connection, only the summary: what it costs to write is another question. */
const watch = (recorder) => [
  ...[process.execPath, program, 'watch', WATCHED, '--recorder', recorder],
  ...['--ndjson', '--port', '1'],
];
const TCPDUMP = ['tcpdump', '-n', '-i', WATCHED, '-s', '128', '-B', '32768', '-w', '/dev/null', 'tcp'];

/** [name, command, what it counted: received and lost, from its stdout and stderr] */
const CONTENDERS = [
  ...['libpcap', 'tcpdump', 'cap'].map((name) => [`tcpstate watch, ${name}`, watch(name), summary]),
  ['tcpdump -w /dev/null', TCPDUMP, tcpdumpCounts],
];

const namespace = await Namespace.open();
try {
  // IPv6 speaks by itself, and would be counted.
  namespace.run('sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1');
  namespace.run('ip', 'link', 'add', SENDS, 'type', 'veth', 'peer', 'name', WATCHED);
  for (const end of [SENDS, WATCHED]) namespace.run('ip', 'link', 'set', end, 'up');
  console.log('| packets a second | | received | not received | said to be dropped | CPU a packet |');
  console.log('|--:|---|--:|--:|--:|--:|');
  for (const [name, command, counts] of CONTENDERS) {
    const idle = await contend(command, counts, null);
    for (const rate of RATES) {
      const run = await contend(command, counts, rate);
      const cells = [
        Math.round(run.sent / run.seconds).toLocaleString('en'),
        name,
        run.received.toLocaleString('en'),
        (run.sent - run.received).toLocaleString('en'),
        run.dropped.toLocaleString('en'),
        `${(((run.cpu - idle.cpu) / run.sent) * 1e6).toFixed(2)} µs`,
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
} finally {
  namespace.close();
}

/** One run. CPU is that of all processes of the contender, in seconds; without a rate, of an idle wire for a second. */
async function contend(command, counts, rate) {
  const before = childrenCpu();
  const watching = namespace.start(...command);
  const [output, ended] = [text(watching.stdout), once(watching, 'close')];
  const heard = [];
  watching.stderr.on('data', (chunk) => heard.push(chunk));
  await said(watching, /watching|listening/);
  const sent = rate === null ? { sent: 0, seconds: 0, cpu: 0 } : await send(rate);
  await wait(rate === null ? 1000 : SETTLE);
  watching.kill('SIGINT');
  await ended;
  const cpu = childrenCpu() - before - sent.cpu;
  return { ...sent, ...counts(await output, Buffer.concat(heard).toString()), cpu };
}

async function send(rate) {
  const sending = namespace.start(process.execPath, sender, SENDS, String(rate), String(SECONDS));
  return JSON.parse(await text(sending.stdout));
}

function summary(stdout) {
  const { packets, drops } = JSON.parse(stdout.trimEnd().split('\n').at(-1));
  return { received: packets, dropped: drops.kernel + drops.interface };
}

function tcpdumpCounts(_, stderr) {
  const count = (what) => Number(new RegExp(`(\\d+) packets? ${what}`).exec(stderr)[1]);
  return { received: count('captured'), dropped: count('dropped by kernel') };
}
