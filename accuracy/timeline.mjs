/** An endpoint's states over time, and how much two tellings of them agree. */

/**
 * @typedef {object} Stay from when on an endpoint is in a state
 * @property {number} time
 * @property {string} state
 * @property {boolean} [nominal] the kernel calls it so, but keeps no socket for it (SYN cookies)
 *
 * @typedef {{ state: string, optional: boolean }} Visit
 */

/** Seconds: who stays shorter in a state need not be seen there. */
const PASSING = 0.001;

/** CLOSED, LISTEN and unknown are one: no connection. */
const NONE = 'CLOSED';
const NO_CONNECTION = new Set([NONE, 'LISTEN', 'UNKNOWN', null, undefined]);

/** The state as it is compared. @param {string | null | undefined} state */
export const comparable = (state) => (NO_CONNECTION.has(state) ? NONE : state);

/**
 * The state at a time.
 * @param {readonly Stay[]} stays
 * @returns {Stay}
 */
export function stayAt(stays, time) {
  return stays.findLast((stay) => stay.time <= time) ?? { time: Number.NEGATIVE_INFINITY, state: NONE };
}

/**
 * The states visited between two times, without the CLOSED before the first; optional: who does not tell of it is right, too.
 * @param {readonly Stay[]} stays
 * @returns {Visit[]}
 */
export function visited(stays, from, to) {
  const visits = [];
  for (const [i, { time, state, nominal }] of stays.entries()) {
    const left = stays[i + 1]?.time ?? Number.POSITIVE_INFINITY;
    if (left <= from || time > to) continue;
    const optional = left - time < PASSING || Boolean(nominal);
    const last = visits.at(-1);
    if (last?.state === state) last.optional &&= optional;
    else if (last || state !== NONE) visits.push({ state, optional });
  }
  return visits;
}

/**
 * Whether two ways through the states are one, once optional visits of either are left out.
 * @param {readonly Visit[]} one
 * @param {readonly Visit[]} other
 */
export function sameWay(one, other) {
  // reach[j]: the first i visits of `one` and the first j of `other` can be made one way.
  let reach = [true];
  for (const [j, { optional }] of other.entries()) reach.push(reach[j] && optional);
  for (const visit of one) {
    const next = [reach[0] && visit.optional];
    for (const [j, match] of other.entries()) {
      const together = reach[j] && match.state === visit.state;
      next.push(together || (visit.optional && reach[j + 1]) || (match.optional && next[j]));
    }
    reach = next;
  }
  return reach.at(-1);
}

/**
 * Seconds between two times in which both tell the same state. While the truth is nominal, no connection is right, too.
 * @param {readonly Stay[]} told
 * @param {readonly Stay[]} truth
 */
export function agreement(told, truth, from, to) {
  const times = [...told, ...truth].map(({ time }) => time).filter((time) => time > from && time < to);
  const cuts = [...new Set([from, ...times, to])].sort((a, b) => a - b);
  let seconds = 0;
  for (let i = 1; i < cuts.length; i++) {
    const [ours, kernels] = [stayAt(told, cuts[i - 1]), stayAt(truth, cuts[i - 1])];
    if (ours.state === kernels.state || (kernels.nominal && ours.state === NONE)) seconds += cuts[i] - cuts[i - 1];
  }
  return seconds;
}

/** `SYN_SENT ESTABLISHED (CLOSE_WAIT) …`: optional visits in parentheses. @param {readonly Visit[]} visits */
export const spellVisits = (visits) =>
  visits.map(({ state, optional }) => (optional ? `(${state})` : state)).join(' ') || 'none';
