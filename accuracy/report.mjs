/** The page docs/accuracy.md. */
import { spawnSync } from 'node:child_process';
import { cpus, release } from 'node:os';
import process from 'node:process';
import { disagreementSections } from './disagreements.mjs';
import { percent, table } from './markdown.mjs';
import { certaintiesOf, grouped, scoreOf } from './summary.mjs';

/** @typedef {import('./judge.mjs').Judgement} Judgement */

/**
 * @param {readonly Judgement[]} judgements
 * @returns {Promise<string>}
 */
export async function page(judgements) {
  const sections = [];
  for (const judgement of judgements) sections.push(await datasetSection(judgement));
  return `# Accuracy

\`npm run accuracy\` wrote this page: the kernel is the judge. Real sockets talk through cables that lose, repeat, delay and
reorder; captures are made at the client, in the middle and at the server; and the kernels' own changes of state are
traced (\`sock:inet_sock_set_state\`, and the timers of TIME_WAIT and of requests). What tcpstate tells of each capture is then held
against what the kernels did.

${new Date().toISOString().slice(0, 10)}, ${machine()}.
${versions()}.

## How to read it

- **final**: endpoints whose last state is the kernel's. CLOSED, LISTEN and unknown count as one.
- **visited**: endpoints of which the states they went through are all told, in order, and no others. What a kernel held for less than a millisecond may be missing.
- **time**: part of the time in the right state. A bystander learns of a change when its segment passes, so this depends on how long the way is compared with the connection.
- Left out is what no packet shows: endpoints that go away without a segment, and the scenarios listed under each data set.
- *deliver at once* takes every segment for delivered when it is seen: what a first implementation does (\`accuracy/trackers/at-once.mjs\`). *nf_conntrack*
  is what \`conntrack -E\` said in the middle, read with the client as the one who closed, for it does not say who did; it was in the middle only, the others are asked
  at every place.

${sections.join('\n\n')}

## To repeat it

\`\`\`
sudo npm run accuracy                     # plays the lab, a minute and a half, and writes this page
sudo npm run accuracy -- DATASET …        # other data sets, too: folders or archives of them
\`\`\`

It takes Linux, root, tcpdump, nftables, iproute2 and Python 3, and conntrack for the peer. The lab is \`test/kernel/\`: what is
played are the tables in \`test/kernel/scenarios/\`, and what goes wrong on the cables is decided by fixed seeds. Timing still differs from
run to run, and with it a few connections of the mixes. A data set is a folder for each scenario, with captures and the truth (\`accuracy/dataset.mjs\`).
`;
}

/** @param {Judgement} judgement */
async function datasetSection({ name, scenarios, tcpstate, stream, atOnce, conntrack }) {
  const peers = new Map([
    ['deliver at once', new Map(grouped(atOnce))],
    ['nf_conntrack', new Map(grouped(conntrack))],
  ]);
  const groups = grouped(tcpstate);
  const scores = (comparisons) => {
    if (!comparisons) return ['', '', ''];
    const { final, way, time } = scoreOf(comparisons);
    return [percent(final), percent(way), percent(time)];
  };
  const header = [
    '',
    'endpoints',
    ...['tcpstate', ...peers.keys()].flatMap((who) => [`${who}: final`, 'visited', 'time']),
  ];
  const rows = groups.map(([group, some]) => [
    group,
    some.length,
    ...scores(some),
    ...[...peers.values()].flatMap((peer) => scores(peer.get(group))),
  ]);
  return `## ${name}

Endpoints are counted once at each place where they were captured; figures are per cent.

${table(header, rows)}
${conntrack.length === 0 ? '\nnf_conntrack is left out: `conntrack` was not installed, or left no log.\n' : ''}
Certainties, as they were told packet by packet:

${certaintyTable(grouped(stream))}

Last states that are \`seen\`: the endpoint itself has shown that it came there. That it has not gone on since, by a segment that was
lost before the capture point or behind it, or by a timer, nothing can show.

${lastStateTable(grouped(tcpstate))}

${unknowable(scenarios)}

## ${name}: every disagreement

${await disagreementSections(tcpstate)}`;
}

function certaintyTable(groups) {
  const rows = groups.map(([group, some]) => {
    const { seen, contradicted, seenTakenBack, presumed, presumedTakenBack } = certaintiesOf(some);
    return [
      group,
      seen,
      contradicted,
      seenTakenBack,
      presumed,
      presumedTakenBack,
      percent(presumedTakenBack / presumed),
    ];
  });
  const header = ['', '`seen`', 'the kernel was not there', 'taken back', '`presumed`', 'revised', 'per cent'];
  return table(header, rows);
}

function lastStateTable(groups) {
  const rows = groups.map(([group, some]) => {
    const { seenLast, leftSince, neverThere } = certaintiesOf(some);
    return [group, seenLast, leftSince, neverThere];
  });
  return table(['', 'last states `seen`', 'the kernel has gone on', 'the kernel was never there'], rows);
}

function unknowable(scenarios) {
  const left = scenarios.filter(({ truth }) => truth.unknowable);
  if (left.length === 0) return 'No scenario is left out.';
  return ['Left out:', '', ...left.map(({ truth }) => `- ${truth.scenario}: ${truth.unknowable}`)].join('\n');
}

function machine() {
  const [{ model = 'unknown' } = {}] = cpus();
  return `${cpus().length} × ${model.trim()}, Linux ${release()}, Node ${process.versions.node}`;
}

/** What was used, as far as it is installed. */
function versions() {
  const asked = [
    ['tcpdump', '--version'],
    ['conntrack', '--version'],
    ['nft', '--version'],
    ['ip', '-V'],
    ['python3', '--version'],
  ];
  return asked
    .flatMap(([command, word]) => {
      const { stdout, stderr, error } = spawnSync(command, [word], { encoding: 'utf8' });
      return error ? [] : [`${command} ${/\d+\.\d+(\.\d+)*/.exec(`${stdout}${stderr}`)?.[0] ?? ''}`.trim()];
    })
    .join(', ');
}
