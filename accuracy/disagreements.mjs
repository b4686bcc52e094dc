/** Every endpoint of which tcpstate and its kernel differ, by cause, and with the packets of an example. */

import { Flag } from '../dist/src/index.js';
import { CAUSES, UNEXPLAINED } from './causes.mjs';
import { evidenceOf } from './evidence.mjs';
import { groupBy } from './group-by.mjs';
import { disagreements } from './summary.mjs';
import { spellVisits } from './timeline.mjs';

/** Packets of an example: the last so many, and the first of the connection. */
const MOST_PACKETS = 14;

const FATES = { passed: '', before: 'lost before the capture point', behind: 'lost behind the capture point' };

/**
 * @param {readonly import('./compare.mjs').Comparison[]} comparisons
 * @returns {Promise<string>} sections of Markdown
 */
export async function disagreementSections(comparisons) {
  const found = [];
  for (const comparison of disagreements(comparisons)) {
    const evidence = await evidenceOf(comparison);
    found.push({ comparison, evidence, cause: CAUSES.find(({ fits }) => fits(evidence, comparison)) ?? UNEXPLAINED });
  }
  const ofCause = groupBy(found, ({ cause }) => cause);
  const sections = [...CAUSES, UNEXPLAINED]
    .filter((cause) => ofCause.has(cause))
    .map((cause) => section(cause, ofCause.get(cause)));
  return sections.length > 0 ? sections.join('\n\n') : 'None.';
}

function section({ title, reason, unknowable }, found) {
  const kinds = [...groupBy(found, ({ comparison }) => difference(comparison))].sort(
    ([, one], [, other]) => other.length - one.length,
  );
  return [
    `### ${title} (${found.length}, ${unknowable ? 'unknowable' : 'not yet solved'})`,
    '',
    reason,
    '',
    ...kinds.map(([text, some]) => `- ${some.length} × ${text}  \n  ${names(some)}`),
    '',
    `For example ${nameOf(found[0].comparison)}:`,
    '',
    '```',
    ...packetLines(found[0]),
    '```',
  ].join('\n');
}

function difference({ truth, told, way }) {
  const [kernels, ours] = [truth, told].map(({ visits, final }) => (way ? `ends in ${final}` : spellVisits(visits)));
  return `kernel ${kernels}; tcpstate ${ours}`;
}

/** By scenario and place: `mix-500-loss20/client 12c 96s`: c the client of connection 12, s the server of 96. */
function names(found) {
  const places = groupBy(found, ({ comparison: { scenario, vantage } }) => `${scenario.truth.scenario}/${vantage}`);
  return [...places]
    .map(([place, some]) => `${place} ${some.map(({ comparison: { flow, side } }) => `${flow}${side[0]}`).join(' ')}`)
    .join('; ');
}

const nameOf = ({ scenario, vantage, flow, side }) =>
  `${scenario.truth.scenario}/${vantage}, connection ${flow}, the ${side}`;

function packetLines({ comparison: { scenario, flow }, evidence: { packets } }) {
  const { client } = scenario.truth.flows[flow];
  const first = new Map();
  for (const { from, seq, flags } of packets) if (!first.has(from) || flags & Flag.SYN) first.set(from, seq);
  const relative = (number, endpoint) => (number - (first.get(endpoint) ?? number)) >>> 0;
  const left = packets.length - MOST_PACKETS;
  const lines = packets.slice(-MOST_PACKETS).map(({ time, from, to, seq, ack, flags, length, fate }) => {
    const arrow = from === client ? 'client > server' : 'server > client';
    const names = ['SYN', 'FIN', 'RST', 'ACK'].filter((name) => flags & Flag[name]).join('+');
    const numbers = `seq ${relative(seq, from)}${flags & Flag.ACK ? ` ack ${relative(ack, to)}` : ''} length ${length}`;
    return `${(time - packets[0].time).toFixed(3).padStart(8)}  ${arrow}  ${names.padEnd(7)}  ${numbers.padEnd(34)}${FATES[fate]}`.trimEnd();
  });
  return left > 0 ? [`          ${left} packets`, ...lines] : lines;
}
