/** Recordings of a stage, written as a data set in the form that accuracy/dataset.mjs reads. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../../accuracy/group-by.mjs';
import { addressOf, portOf, segmentsOf } from '../../accuracy/segments.mjs';
import { vantages } from './casting.mjs';
import { cut } from './cut.mjs';
import { flowsOf } from './truth.mjs';

/** How `ss` spells what RFC 9293 spells otherwise. */
const SS = { ESTAB: 'ESTABLISHED', 'SYN-RECV': 'SYN_RCVD' };
/** States in which `ss` lists no socket. */
const UNLISTED = ['CLOSED', 'LISTEN'];

/**
 * @param {string} folder
 * @param {import('./stage.mjs').Recordings} recordings
 * @param {number} begin seconds since the epoch from which the scenarios' times count
 * @param {readonly (import('./trace.mjs').StateEvent | import('./trace.mjs').TimerEvent)[]} events
 * @returns {Promise<string[]>} sockets of which `ss` and the truth differ
 */
export async function write(folder, { placed, addresses, file, stopped, conntrack, listing }, begin, events) {
  const clients = [4, 6].map((ip) => addresses(ip).client);
  const own = [4, 6].flatMap((ip) => Object.values(addresses(ip)));
  const flows = flowsOf(
    events.filter((event) => event.kind !== 'state' || own.includes(addressOf(event.local))),
    { client: await segmentsOf(file('client')), server: await segmentsOf(file('server')) },
    (endpoint) => clients.includes(addressOf(endpoint)),
  );

  const pieces = placed.flatMap((one) =>
    vantages(one, begin, addresses).map((vantage) => ({
      ...vantage,
      one,
      ports: one.ports,
      file: join(folder, one.scenario.name, `${vantage.vantage}.pcap`),
    })),
  );
  for (const { scenario } of placed) mkdirSync(join(folder, scenario.name), { recursive: true });
  const extents = new Map();
  for (const [source, cuts] of groupBy(pieces, (piece) => piece.source)) {
    for (const [i, extent] of (await cut(file(source), cuts)).entries()) extents.set(cuts[i], extent);
  }

  const log = conntrack === null ? null : readFileSync(conntrack, 'utf8').split('\n');
  for (const one of placed) {
    const { scenario, ports } = one;
    const isOwn = (port) => ports[0] <= port && port <= ports[1];
    const shown = pieces.filter((piece) => piece.one === one);
    const truth = {
      scenario: scenario.name,
      category: scenario.category,
      split: 'lab',
      doc: scenario.doc,
      unknowable: scenario.unknowable ?? '',
      params: scenario.params ?? {},
      vantages: Object.fromEntries(
        shown.map((piece) => [
          piece.vantage,
          { file: `${piece.vantage}.pcap`, ...extents.get(piece), stopped: stopped.get(piece.source) },
        ]),
      ),
      flows: flows.filter(({ client }) => isOwn(portOf(client))),
    };
    writeFileSync(join(folder, scenario.name, 'truth.json'), JSON.stringify(truth));
    const said = log?.filter((line) => isOwn(Number(/ sport=(\d+)/.exec(line)?.[1])));
    if (said) writeFileSync(join(folder, scenario.name, 'conntrack.txt'), `${said.join('\n')}\n`);
  }
  return differences(flows, listing);
}

/** @returns {string[]} */
function differences(flows, { time, sockets }) {
  const listed = new Map(
    sockets
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [state, local, peer] = line.split(' ');
        return [`${local} ${peer}`, SS[state] ?? state.replaceAll('-', '_')];
      }),
  );
  const known = new Map();
  for (const { client, server, endpoints } of flows) {
    for (const [names, { states }] of [
      [`${client} ${server}`, endpoints.client],
      [`${server} ${client}`, endpoints.server],
    ]) {
      const [, state] = states.findLast(([since]) => since <= time) ?? [0, 'CLOSED'];
      if (UNLISTED.includes(state)) known.delete(names);
      else known.set(names, state);
    }
  }
  return [...new Set([...listed.keys(), ...known.keys()])]
    .filter((names) => listed.get(names) !== known.get(names))
    .map((names) => `${names}: ${known.get(names) ?? 'none'}, and ss lists ${listed.get(names) ?? 'none'}`);
}
