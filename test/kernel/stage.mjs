/** One site with its cast: actors, cables and recorders. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { said, sockets } from '../../scripts/lab/namespace.mjs';
import { ANY_DEVICE, faultsOf, parts, place } from './casting.mjs';
import { capture, conntrack } from './recorder.mjs';
import { openSite } from './site.mjs';

/** Where captures are made: host and device. */
const TAPS = { client: ['client', 'c0'], middle: ['middle', 'm0'], server: ['server', 's0'] };
/** Seconds after which a role does not wait any more. */
const PATIENCE = 25;

/**
 * @typedef {object} Recordings
 * @property {readonly import('./casting.mjs').Placed[]} placed
 * @property {import('./site.mjs').Site['addresses']} addresses
 * @property {(tap: string) => string} file the capture made there
 * @property {Map<string, number>} stopped tap -> seconds since the epoch
 * @property {string | null} conntrack the log's file
 * @property {{ time: number, sockets: string }} listing what `ss` said at the end
 */

/**
 * @param {'plain' | 'offload'} kind
 * @param {number} number of the site, unique on this machine
 * @param {readonly import('./scenarios.mjs').Scenario[]} scenarios
 * @param {string} scratch an empty folder
 * @param {{ conntrack: boolean }} options
 */
export async function openStage(kind, number, scenarios, scratch, options) {
  const { hosts, addresses, lay, close } = await openSite(kind, number);
  const placed = place(scenarios);
  const file = (tap) => join(scratch, `${tap}.pcap`);
  const log = options.conntrack ? join(scratch, 'conntrack.txt') : null;
  const recorders = new Map();
  /** @type {import('node:child_process').ChildProcess[]} */
  let actors = [];
  for (const side of ['client', 'server']) await lay(side, faultsOf(placed, side));
  for (const [tap, [host, device]] of Object.entries(TAPS))
    recorders.set(tap, await capture(hosts[host], device, file(tap)));
  const everyDevice = placed
    .filter(({ scenario }) => scenario.any)
    .map(({ ports }) => `tcp portrange ${ports.join('-')}`);
  for (const host of everyDevice.length > 0 ? ANY_DEVICE : [])
    recorders.set(`${host}-any`, await capture(hosts[host], 'any', file(`${host}-any`), everyDevice.join(' or ')));
  if (log) recorders.set('conntrack', await conntrack(hosts.middle, log));

  return {
    /** Resolves when every client is through. @param {number} begin seconds since the epoch from which times count */
    async perform(begin) {
      actors = Object.entries(parts(placed, addresses)).map(([side, part]) => {
        const script = join(scratch, `${side}.json`);
        writeFileSync(script, JSON.stringify({ begin, patience: PATIENCE, ...part }));
        return hosts[side].start('python3', join(import.meta.dirname, 'actor.py'), script);
      });
      await Promise.all(actors.map((actor) => said(actor, /done/)));
    },

    /** @returns {Promise<Recordings>} */
    async stop() {
      const stopped = new Map();
      for (const [tap, stop] of recorders) stopped.set(tap, await stop());
      const listing = { time: Date.now() / 1000, sockets: sockets(hosts.client, hosts.server) };
      return { placed, addresses, file, stopped, conntrack: log, listing };
    },

    /** Lets everybody go. */
    close() {
      for (const actor of actors) actor.stdin.end();
      close();
    },
  };
}
