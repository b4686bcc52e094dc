/** The parts of the benchmark, in the order of the report. */
import { bigFiles } from './big-files.mjs';
import { flowMemory } from './flow-memory.mjs';
import { growth } from './growth.mjs';
import { manyFiles } from './many-files.mjs';
import { output } from './output.mjs';
import { speed } from './speed.mjs';
import { start } from './start.mjs';

/**
 * @typedef {object} Bench what a part is given
 * @property {import('../captures/list.mjs').Captures} captures
 * @property {import('../floor.mjs').Floor} floor
 * @property {(runs: import('../rounds.mjs').Run[]) => Promise<Map<string, import('../measure.mjs').Cost[]>>} inRounds
 * @property {boolean} keep whether captures that are too large to lie about stay
 *
 * @typedef {object} Finding what it gives back
 * @property {string} title
 * @property {string} text Markdown
 * @property {Map<string, number>} figures for goals.mjs
 */

/** @type {Record<string, (bench: Bench) => Promise<Finding>>} */
export const PARTS = {
  speed,
  growth,
  'big-files': bigFiles,
  output,
  'many-files': manyFiles,
  memory: flowMemory,
  start,
};
