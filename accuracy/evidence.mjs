/** What became of a flow's packets around a capture point: which were lost before it, and which behind it. */
import { join } from 'node:path';
import { Flag } from '../dist/src/index.js';
import { groupBy } from './group-by.mjs';
import { pairName, segmentsOf } from './segments.mjs';

/**
 * @typedef {import('./segments.mjs').Seen & { fate: 'passed' | 'before' | 'behind' }} Fate before: sent, but lost before the
 * capture point; behind: lost between the capture point and the endpoint
 *
 * @typedef {object} Evidence
 * @property {boolean} whole whether the endpoint's own capture is there to compare with
 * @property {Fate[]} packets of the flow, between the endpoint and the capture point, in the order of time
 * @property {Fate[]} sent those from the endpoint
 * @property {Fate[]} received those toward it, and those that should have been
 */

/** The captures read last, so that all disagreements of a scenario read each of its files once. */
const recent = new Map();
const MOST_KEPT = 6;

/** pair -> segments */
async function pairsOf(file) {
  if (!recent.has(file)) {
    if (recent.size >= MOST_KEPT) recent.delete(recent.keys().next().value);
    recent.set(
      file,
      groupBy(await segmentsOf(file), ({ from, to }) => pairName(from, to)),
    );
  }
  return recent.get(file);
}

/**
 * @param {import('./compare.mjs').Comparison} comparison
 * @returns {Promise<Evidence>}
 */
export async function evidenceOf({ scenario, vantage, flow, side }) {
  const { folder, truth } = scenario;
  const { client, server, start, endpoints } = truth.flows[flow];
  const next = truth.flows.slice(flow + 1).find((one) => one.client === client && one.server === server);
  const ofFlow = async (name) => {
    const { file } = truth.vantages[name];
    const all = (await pairsOf(join(folder, file))).get(pairName(client, server)) ?? [];
    return all.filter(({ time }) => time >= start - 0.01 && time < (next?.start ?? Number.POSITIVE_INFINITY));
  };
  const name = { client, server }[side];
  const here = await ofFlow(vantage);
  const isWhole = truth.vantages[side] !== undefined && endpoints[side] !== null;
  const packets = isWhole && vantage !== side ? matched(here, await ofFlow(side), name) : here.map(passed);
  return {
    whole: isWhole,
    packets,
    sent: packets.filter(({ from }) => from === name),
    received: packets.filter(({ to }) => to === name),
  };
}

const passed = (segment) => ({ ...segment, fate: 'passed' });

/** Both captures as one, each packet once. */
function matched(here, own, name) {
  const left = groupBy(own, identity);
  const ofHere = here.map((segment) => {
    const arrived = left.get(identity(segment))?.shift() !== undefined;
    return { ...segment, fate: arrived || segment.from === name ? 'passed' : 'behind' };
  });
  const before = [...left.values()].flat().filter(({ from }) => from === name);
  return [...ofHere, ...before.map((segment) => ({ ...segment, fate: 'before' }))].sort((a, b) => a.time - b.time);
}

const identity = ({ from, seq, ack, flags, length, ipId }) => `${from} ${seq} ${ack} ${flags} ${length} ${ipId}`;

export const has = (flag) => (segment) => (segment.flags & Flag[flag]) !== 0;
