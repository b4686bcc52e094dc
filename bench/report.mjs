/** The benchmark's result as Markdown. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import process from 'node:process';
import { aboutCapture, captureFile, packetsIn } from './generate.mjs';

/** @typedef {{ name: string, costs: Map<string, import('./measure.mjs').Cost> }} Result */

/** One capture's table. The first contender is what the others are compared with. */
export function table({ name, costs }, size) {
  const file = captureFile(name, size);
  const packets = packetsIn(file);
  const [[yardstick, unit]] = costs;
  const rows = [...costs].map(([contender, cost]) =>
    cost.outcome === 'done'
      ? [
          contender,
          `${cost.cpu.toFixed(2)} s`,
          unit.cpu > 0 ? (cost.cpu / unit.cpu).toFixed(1) : '',
          `${cost.wall.toFixed(2)} s`,
          `${(packets / cost.wall / 1e6).toFixed(2)} M`,
          `${(cost.rss / 2 ** 20).toFixed(0)} MiB`,
        ]
      : [
          contender,
          `${cost.outcome}, ended after ${cost.wall.toFixed(0)} s`,
          '',
          '',
          '',
          `${(cost.rss / 2 ** 20).toFixed(0)} MiB`,
        ],
  );
  const octets = statSync(file).size;
  const volume = octets > 1e9 ? `${(octets / 1e9).toFixed(1)} GB` : `${(octets / 1e6).toFixed(0)} MB`;
  return [
    `### ${name}: ${aboutCapture(name, size)}`,
    '',
    `${packets.toLocaleString('en')} packets, ${volume}.`,
    '',
    `| | CPU | CPU / ${yardstick} | elapsed | packets a second | peak memory |`,
    '|---|--:|--:|--:|--:|--:|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
}

/** The whole of bench/README.md. */
export function page(results, startUp, size) {
  return `# Benchmark

\`npm run bench\` wrote this page: it makes the captures (always the same octets), then runs tcpstate and, where they are
installed, other programs that read captures, in turn, on the same files. \`npm run bench -- --quick\` does a fiftieth of it.

${new Date().toISOString().slice(0, 10)}, ${machine()}.
${versions()}.

CPU is user and system time of the process and its children; memory is the most that was resident. Each figure is the
median of three runs (one, where a run took long), and a run of more than 75 seconds was ended. Files were in the page cache. Compare
the ratios, not the seconds: those change with the machine and with its mood. Output went to /dev/null or, where it says so, into a pipe.
The programs do different work: \`capinfos -c\` only counts packets, tcpdump copies them, argus and tcptrace keep flow records, tshark dissects.

${results.map((result) => table(result, size)).join('\n')}
### Start

\`tcpstate analyze\` of a capture with 10 packets takes ${ms(startUp.tcpstate)} of CPU time, of which Node itself takes ${ms(startUp.node)}.
`;
}

const ms = (seconds) => `${(seconds * 1000).toFixed(0)} ms`;

function machine() {
  const [{ model = 'unknown' } = {}] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} × ${model.trim()}, ${memory} GiB of memory, Linux ${release()}, Node ${process.versions.node}`;
}

/** What the peers call themselves, as far as they are installed. */
function versions() {
  const asked = [
    ['capinfos', '--version'],
    ['tcpdump', '--version'],
    ['argus', '-h'],
    ['tcptrace', '--version'],
    ['tshark', '--version'],
  ];
  const found = asked.flatMap(([command, word]) => {
    const { stdout, stderr, error } = spawnSync(command, [word], { encoding: 'utf8' });
    const version = /\b\d+\.\d+(\.\d+)*/.exec(`${stdout}${stderr}`)?.[0];
    return error ? [] : [version ? `${command} ${version}` : command];
  });
  return found.length > 0 ? `Peers: ${found.join(', ')}` : 'No peers installed';
}
