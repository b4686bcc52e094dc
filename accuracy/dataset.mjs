/**
 * Scenarios with the kernel's truth, as they lie on disk: a folder for each, with captures and a `truth.json`.
 *
 * `truth.json` says what was done (`doc`), which captures there are (`vantages`: file, last packet, when it was stopped), and for
 * each connection (`flows`) what the kernel made of its endpoints: rows of time, state and how that is known. An endpoint
 * is null where no kernel was behind it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';

/**
 * @typedef {object} EndpointTruth
 * @property {[time: number, state: string, sureness: string][]} states
 * @property {number[]} [silent] rows that no packet shows
 *
 * @typedef {object} FlowTruth
 * @property {string} client `address:port`, IPv6 in brackets
 * @property {string} server
 * @property {number} start
 * @property {boolean} [self] connected to itself: one socket is both ends
 * @property {Record<'client' | 'server', EndpointTruth | null>} endpoints
 *
 * @typedef {object} Truth
 * @property {string} scenario
 * @property {string} category
 * @property {string} doc
 * @property {string} unknowable why packets cannot tell what happened, or nothing
 * @property {{ loss?: number }} [params]
 * @property {Record<string, { file: string, last: number, stopped?: number, packets: number }>} vantages
 * @property {FlowTruth[]} flows
 *
 * @typedef {{ folder: string, truth: Truth }} Scenario
 */

const TRUTH = 'truth.json';

/**
 * The scenarios below a path: a folder of scenarios, a folder of such folders, or an archive of either (or a folder with one in it).
 * @param {string} path
 * @returns {Scenario[]} in the order of their names
 */
export function readDataset(path) {
  if (!existsSync(path)) throw new Error(`no such data set: ${path}`);
  if (!statSync(path).isDirectory()) return readDataset(unpacked(path));
  const names = readdirSync(path).sort();
  const found = names.flatMap((name) => scenariosAt(join(path, name)));
  if (found.length > 0) return found;
  const archive = names.find((name) => /\.tar(\.\w+)?$/.test(name));
  if (!archive) throw new Error(`no ${TRUTH} below ${path}, and no archive in it`);
  return readDataset(join(path, archive));
}

/** The scenario that a folder is, or those right in it. */
function scenariosAt(folder) {
  if (!statSync(folder).isDirectory()) return [];
  if (existsSync(join(folder, TRUTH))) return [readScenario(folder)];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((inner) => existsSync(join(inner, TRUTH)))
    .map(readScenario);
}

/** @returns {Scenario} */
function readScenario(folder) {
  return { folder, truth: JSON.parse(readFileSync(join(folder, TRUTH), 'utf8')) };
}

/** Where an archive was unpacked; gone with this process. */
function unpacked(archive) {
  const scratch = mkdtempSync(join(tmpdir(), `tcpstate-${basename(archive)}-`));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  execFileSync('tar', ['-xf', archive, '-C', scratch]);
  return scratch;
}
