/** What the built tcpstate tells of a capture: histories when all is known (JSON), and what it said as it went (NDJSON). */
import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { program } from '../../scripts/setup.mjs';
import { endpointName } from '../segments.mjs';
import { comparable } from '../timeline.mjs';

/**
 * @typedef {object} Move
 * @property {number} time
 * @property {string} from
 * @property {string} to
 * @property {import('../../dist/src/index.js').Certainty} [certainty] where the tracker tells one
 *
 * @typedef {object} Told what a tracker tells of one endpoint
 * @property {string | null} final
 * @property {import('../../dist/src/index.js').Certainty | null} [certainty] of `final`, where the tracker tells one
 * @property {Move[]} moves
 * @property {Move[]} [takenBack] moves that were told and revised
 *
 * @typedef {{ client: string, server: string, start: number, ends: { client: Told, server: Told } }} ToldFlow
 */

const run = promisify(execFile);

/**
 * Histories as the document shows them, without what turned out otherwise.
 * @param {string} file
 * @returns {Promise<ToldFlow[]>}
 */
export async function track(file) {
  const { flows, transitions } = JSON.parse(await analyze(file, '--json'));
  return toldFlows(flows, transitions);
}

/**
 * The stream of transitions as they become known, and what was taken back of it.
 * @param {string} file
 * @returns {Promise<ToldFlow[]>}
 */
export async function follow(file) {
  const records = (await analyze(file, '--ndjson'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const of = (type) => records.filter((record) => record.type === type);
  return toldFlows(of('flow'), of('transition'));
}

async function analyze(file, format) {
  const { stdout } = await run(process.execPath, [program, 'analyze', file, format, '--transitions'], {
    maxBuffer: 1 << 30,
  });
  return stdout;
}

/** @returns {ToldFlow[]} */
function toldFlows(flows, transitions) {
  const told = new Map(flows.map((flow) => [flow.id, toldFlow(flow)]));
  for (const transition of transitions) apply(told.get(transition.flow).ends[transition.endpoint], transition);
  return [...told.values()];
}

/** @returns {ToldFlow} */
function toldFlow({ client, server, firstSeen }) {
  const nothingYet = ({ state, certainty }) => ({ final: state, certainty, moves: [], takenBack: [] });
  return {
    client: endpointName(client.address, client.port),
    server: endpointName(server.address, server.port),
    start: firstSeen,
    ends: { client: nothingYet(client), server: nothingYet(server) },
  };
}

/** A revision is not a move: it ends in a state before, as if what came between had not been told. */
function apply(end, { time, from, to, certainty, revises }) {
  if (revises) {
    while (end.moves.length > 0 && end.moves.at(-1).to !== to) end.takenBack.push(end.moves.pop());
    if (end.moves.length > 0 || comparable(to) === 'CLOSED') return;
  }
  end.moves.push({ time, from, to, certainty });
}
