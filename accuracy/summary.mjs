/** Comparisons, put together by how much was lost and who was looking. */
import { groupBy } from './group-by.mjs';

/** @typedef {import('./compare.mjs').Comparison} Comparison */

/** The groups in the order of the page, as far as they hold anything. */
const ORDER = [
  'no loss',
  '1 % loss',
  '5 % loss',
  '20 % loss',
  'scripted',
  'forged segments',
  'capture begun late',
  'one direction',
  'any device',
  'packets not captured',
  'packetdrill',
];

/** What the end of a vantage's name says. */
const VANTAGES = {
  late: 'capture begun late',
  c2s: 'one direction',
  s2c: 'one direction',
  any: 'any device',
  miss: 'packets not captured',
};

/** @param {Comparison} comparison */
function groupOf({ vantage, scenario: { truth } }) {
  const special = VANTAGES[vantage.split('-').at(-1)];
  if (special) return special;
  if (truth.category === 'stress')
    return truth.params.loss === 0 ? 'no loss' : `${Number((truth.params.loss * 100).toFixed(1))} % loss`;
  if (truth.category === 'forged') return 'forged segments';
  return truth.category.startsWith('pd-') ? 'packetdrill' : 'scripted';
}

/**
 * The knowable ones by group.
 * @param {readonly Comparison[]} comparisons
 * @returns {[group: string, Comparison[]][]}
 */
export function grouped(comparisons) {
  const groups = groupBy(
    comparisons.filter(({ knowable }) => knowable),
    groupOf,
  );
  const place = (group) => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);
  return [...groups].sort(([one], [other]) => place(one) - place(other));
}

/**
 * @param {readonly Comparison[]} comparisons
 * @returns {{ endpoints: number, final: number, way: number, time: number }} parts of one
 */
export function scoreOf(comparisons) {
  const timed = comparisons.filter(({ share }) => share !== null);
  const part = (some) => some.length / comparisons.length;
  return {
    endpoints: comparisons.length,
    final: part(comparisons.filter(({ final }) => final)),
    way: part(comparisons.filter(({ way }) => way)),
    time: timed.reduce((sum, { share }) => sum + share, 0) / timed.length,
  };
}

/** @param {readonly Comparison[]} comparisons @returns {import('./compare.mjs').Certainties} */
export function certaintiesOf(comparisons) {
  const sum = {
    seen: 0,
    contradicted: 0,
    seenTakenBack: 0,
    presumed: 0,
    presumedTakenBack: 0,
    seenLast: 0,
    leftSince: 0,
    neverThere: 0,
  };
  for (const { certainties } of comparisons) {
    for (const key of Object.keys(sum)) sum[key] += certainties[key];
  }
  return sum;
}

/** @param {readonly Comparison[]} comparisons */
export const disagreements = (comparisons) =>
  comparisons.filter(({ knowable, final, way }) => knowable && !(final && way));
