/** What a tracker tells of a capture, held against what the kernels did. */
import { join } from 'node:path';
import { groupBy } from './group-by.mjs';
import { pairName, segmentsOf } from './segments.mjs';
import { agreement, comparable, sameWay, stayAt, visited } from './timeline.mjs';

/**
 * @typedef {object} Comparison one endpoint, as one capture shows it
 * @property {import('./dataset.mjs').Scenario} scenario
 * @property {string} vantage
 * @property {number} flow index into the truth's flows
 * @property {'client' | 'server'} side
 * @property {boolean} knowable
 * @property {boolean} final whether the last state is right
 * @property {boolean} way whether the states visited are
 * @property {number | null} share of the time in the right state; null where there was no time
 * @property {{ final: string, visits: import('./timeline.mjs').Visit[] }} truth
 * @property {{ final: string, visits: import('./timeline.mjs').Visit[] }} told
 * @property {Certainties} certainties
 *
 * @typedef {object} Certainties of the moves told, those taken back included
 * @property {number} seen
 * @property {number} contradicted `seen`, and the kernel was not there
 * @property {number} seenTakenBack
 * @property {number} presumed
 * @property {number} presumedTakenBack
 * @property {number} seenLast 1 if the last state is told `seen`
 * @property {number} leftSince 1 if so, and the kernel was there, but has gone on
 * @property {number} neverThere 1 if so, and the kernel was never there
 */

/** Seconds after its last packet that a capture still tells of. */
const AFTERWARDS = 0.1;
/** Seconds by which a flow may begin before the first of its packets in the capture, for it to be that one of several on a pair. */
const EARLY = 0.01;
/** Seconds within which a packet is the first of a flow that begins then. */
const AT_ONCE = 0.0005;
/** Seconds: shorter captures hold no time to share. */
const NO_TIME = 1e-4;
/** Seconds between what a host did and its own capture of it. */
const SAME_MOMENT = 0.03;

/**
 * @param {import('./dataset.mjs').Scenario} scenario
 * @param {string} vantage
 * @param {(file: string) => Promise<import('./trackers/tcpstate.mjs').ToldFlow[]>} track
 * @returns {Promise<Comparison[]>}
 */
export async function compare(scenario, vantage, track) {
  const { folder, truth } = scenario;
  const { file, packets, last, stopped } = truth.vantages[vantage];
  if (packets === 0) return [];
  const capture = join(folder, file);
  const shown = await shownFlows(capture, truth.flows);
  const told = assign(truth.flows, shown, await track(capture));
  const end = Math.min(stopped ?? Number.POSITIVE_INFINITY, last + AFTERWARDS);
  return truth.flows.flatMap((flow, index) => {
    if (!shown[index]) return [];
    return ['client', 'server'].flatMap((side) => {
      const kernel = flow.endpoints[side];
      if (!kernel || (flow.self && side === 'server')) return [];
      const times = { from: shown[index].first, to: end };
      return [{ scenario, vantage, flow: index, side, ...compareEnd(kernel, told[index], flow[side], times, truth) }];
    });
  });
}

function compareEnd(kernel, toldFlows, name, { from, to }, { unknowable }) {
  const stays = kernel.states.map(([time, state, sureness]) => ({
    time,
    state: comparable(state),
    nominal: sureness === 'nominal' && state === 'SYN_RCVD',
  }));
  const ends = toldFlows.map((flow) => ({
    start: flow.start,
    ...flow.ends[flow.client === name ? 'client' : 'server'],
  }));
  const ours = ends.flatMap(staysTold).sort((a, b) => a.time - b.time);
  const isTold = ends.length > 0;

  const last = stayAt(stays, to);
  const final = comparable(ends.at(-1)?.final);
  const visits = { truth: visited(stays, from, to), told: visited(ours, from, to) };
  return {
    knowable: !unknowable && !endsSilently(kernel, to),
    final: isTold && (final === last.state || (Boolean(last.nominal) && final === 'CLOSED')),
    way: isTold && sameWay(visits.truth, visits.told),
    share: to - from > NO_TIME ? (isTold ? agreement(ours, stays, from, to) / (to - from) : 0) : null,
    truth: { final: last.state, visits: visits.truth },
    told: { final, visits: visits.told },
    certainties: { ...certaintiesOf(ends, stays), ...certaintyOfLast(ends.at(-1), stays, last.state) },
  };
}

/** A history that begins in the middle begins with the flow. @returns {import('./timeline.mjs').Stay[]} */
function staysTold({ start, moves }) {
  const stays = moves.map(({ time, to }) => ({ time, state: comparable(to) }));
  const [first] = moves;
  if (first && comparable(first.from) !== 'CLOSED') {
    stays.unshift({ time: Math.min(first.time, start), state: comparable(first.from) });
  }
  return stays;
}

/** Whether the endpoint went away without a packet, or made its latest move so. */
function endsSilently({ states, silent = [] }, end) {
  const latest = states.findLastIndex(([time]) => time <= end);
  return silent.some((row) => row === latest || (row < latest && comparable(states[row][1]) === 'CLOSED'));
}

/** What is `seen` was so when the packet was sent: the kernel must have come there by then; to CLOSED, to stay. @returns {Certainties} */
function certaintiesOf(ends, stays) {
  const kept = ends.flatMap(({ moves }) => moves);
  const takenBack = ends.flatMap(({ takenBack = [] }) => takenBack);
  const cameThere = ({ to, time }) =>
    comparable(to) === 'CLOSED'
      ? stayAt(stays, time + SAME_MOMENT).state === 'CLOSED'
      : stays.some((stay) => stay.state === to && stay.time <= time + SAME_MOMENT);
  const of = (moves, certainty) => moves.filter((move) => move.certainty === certainty);
  const seen = of([...kept, ...takenBack], 'seen');
  return {
    seen: seen.length,
    contradicted: seen.filter((move) => !cameThere(move)).length,
    seenTakenBack: of(takenBack, 'seen').length,
    presumed: of(kept, 'presumed').length + of(takenBack, 'presumed').length,
    presumedTakenBack: of(takenBack, 'presumed').length,
  };
}

/** Whether the last state is `seen`, and whether the kernel was still there, or ever: that it came there is all that can be seen. */
function certaintyOfLast(end, stays, kernels) {
  const seen = end?.certainty === 'seen';
  const state = comparable(end?.final);
  const wrong = seen && state !== kernels;
  const wasThere = state !== 'CLOSED' && stays.some((stay) => stay.state === state);
  return { seenLast: Number(seen), leftSince: Number(wrong && wasThere), neverThere: Number(wrong && !wasThere) };
}

/** Of each flow the time of its first packet in the capture; undefined where it shows none. */
async function shownFlows(capture, flows) {
  const ofPair = groupBy(flows.keys(), (index) => pairName(flows[index].client, flows[index].server));
  const shown = flows.map(() => undefined);
  for (const { time, from, to } of await segmentsOf(capture)) {
    const candidates = ofPair.get(pairName(from, to));
    if (!candidates) continue;
    const index = candidates.findLast((i) => flows[i].start - AT_ONCE <= time) ?? candidates[0];
    shown[index] ??= { first: time };
  }
  return shown;
}

/** Of each flow what the tracker tells of it: one flow, as a rule. */
function assign(flows, shown, told) {
  const visible = [...flows.keys()].filter((index) => shown[index]);
  const ofPair = groupBy(visible, (index) => pairName(flows[index].client, flows[index].server));
  const assigned = flows.map(() => []);
  for (const flow of told.toSorted((a, b) => a.start - b.start)) {
    const candidates = ofPair.get(pairName(flow.client, flow.server));
    if (!candidates) continue;
    assigned[candidates.findLast((i) => shown[i].first - EARLY <= flow.start) ?? candidates[0]].push(flow);
  }
  return assigned;
}
