/**
 * What happens in the lab, as data: what the client does, what the server does, and what the cables do to it.
 *
 * Words of a role are those of actor.py. A scenario's connections are its `talks`, one client port each; they begin when the run
 * does, or `at` so many milliseconds. Where packets cannot tell what the kernels did, `unknowable` says why.
 */
import { mixes } from './mixes.mjs';
import { CLOSE } from './scenarios/close.mjs';
import { FORGED } from './scenarios/forged.mjs';
import { HANDSHAKE } from './scenarios/handshake.mjs';
import { LOSS } from './scenarios/loss.mjs';
import { RESET } from './scenarios/reset.mjs';
import { TIMERS } from './scenarios/timers.mjs';
import { VANTAGE } from './scenarios/vantage.mjs';

/**
 * @typedef {object} Talk
 * @property {string} client
 * @property {string} [server] nothing: whatever comes, nobody accepts it
 * @property {boolean} [dials] the server connects, too, instead of listening
 * @property {number} [at] ms
 *
 * @typedef {object} Fault what faults.py knows, and whose segments (`from`), on which cable (`cable`: that of the client's side of
 * the middle, or that of the server's), of which talk (all)
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} category
 * @property {string} doc
 * @property {string} [unknowable]
 * @property {Talk[]} talks
 * @property {Fault[]} [faults]
 * @property {object | null} [listen] how the server listens; null: it does not
 * @property {4 | 6} [ip]
 * @property {'plain' | 'offload'} [site]
 * @property {number} [late] another capture at each place begins so many ms after the scenario
 * @property {boolean} [oneWay] further captures hold one direction each
 * @property {boolean} [any] further captures are made with `-i any`, at the client and in the middle
 * @property {boolean} [long] takes more than 20 seconds
 * @property {{ loss: number }} [params]
 */

/** @type {readonly Scenario[]} */
export const SCRIPTED = [
  ...categorised('close', CLOSE),
  ...categorised('loss', LOSS),
  ...categorised('reset', RESET),
  ...categorised('forged', FORGED),
  ...categorised('handshake', HANDSHAKE),
  ...categorised('timers', TIMERS),
  ...categorised('vantage', VANTAGE),
];

function categorised(category, scenarios) {
  return scenarios.map((scenario) => ({ category, ...scenario }));
}

/** Everything that `npm run accuracy` plays. @type {readonly Scenario[]} */
export const ALL = [...SCRIPTED, ...mixes({ count: 500, spread: 24_000, losses: [0, 0.01, 0.05, 0.2] })];
