/** The result of the benchmark as Markdown: bench/README.md. */
import { cpus, release, totalmem } from 'node:os';
import process from 'node:process';
import { peerVersions } from './contenders.mjs';
import { goalRows } from './goals.mjs';
import { table } from './markdown.mjs';

/** @typedef {import('./parts/list.mjs').Finding} Finding */

/** @param {readonly Finding[]} findings */
export function goals(findings) {
  const figures = new Map(findings.flatMap((finding) => [...finding.figures]));
  return table(['', 'goal', 'result', ''], goalRows(figures));
}

/** @param {readonly Finding[]} findings */
export function parts(findings) {
  return findings.map(({ title, text }) => `## ${title}\n\n${text}`).join('\n\n');
}

/**
 * The whole page.
 * @param {readonly Finding[]} findings
 * @param {{ floor: import('./floor.mjs').Floor, minutes: number, others: number }} run `others`: processors that other
 *   programs kept busy meanwhile
 */
export function page(findings, { floor, minutes, others }) {
  return `# Benchmark

\`npm run bench\` wrote this page: it makes the captures (always the same octets), then runs tcpstate and, where they are
installed, other programs that read captures, in turn, on the same files. [CONTRIBUTING.md](../CONTRIBUTING.md) says how to run less of it.

${new Date().toISOString().slice(0, 10)}, ${machine()}.
${peers()}. It took ${minutes.toFixed(0)} minutes, during which other programs kept
${others.toFixed(1)} of the ${cpus().length} processors busy.

The floor is ${floor.about}.
CPU is user and system time of the process and its children; memory is the most that was resident. Each figure is the
median of up to five runs in turn: fewer where they would have taken more than 45 s together, 15 s of a peer; a peer's run of more
than 75 s was ended. Files were in the page cache. Compare the ratios, not the seconds: those change with
the machine and with its mood. Output went to /dev/null or, where it says so, into a pipe. The programs do different work:
\`capinfos -c\` only counts packets, tcpdump copies them, argus and tcptrace keep flow records, tshark dissects.

## Goals

CPU and peak memory are those of \`tcpstate analyze\` as it is by default, all connections written; the parts below say how the rest was measured.
[docs/performance.md](../docs/performance.md) says why some goals are missed, what was tried, and what comes next.

${goals(findings)}

${parts(findings)}
`;
}

function machine() {
  const [{ model = 'unknown' } = {}] = cpus();
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} × ${model.trim()}, ${gibibytes} GiB of memory, Linux ${release()}, Node ${process.versions.node}`;
}

function peers() {
  const versions = peerVersions();
  return versions.length > 0 ? `Peers: ${versions.join(', ')}` : 'No peers installed';
}
