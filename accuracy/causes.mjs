/**
 * Why tcpstate and a kernel disagree, as a table: the first row that fits names the cause. Where it is
 * not `unknowable`, the disagreement is not yet solved.
 */
import { has } from './evidence.mjs';

/**
 * @typedef {object} Cause
 * @property {string} title
 * @property {string} reason
 * @property {boolean} unknowable
 * @property {(evidence: import('./evidence.mjs').Evidence, comparison: import('./compare.mjs').Comparison) => boolean} fits
 */

const isOpen = (segment) => has('SYN')(segment);
const isEnd = (segment) => has('FIN')(segment) || has('RST')(segment);
const lost = (where) => (segment) => segment.fate === where;

/** Whether nothing that the endpoint sent later has passed. */
const isQuietAfter = ({ sent }, { time }) => !sent.some((segment) => segment.fate === 'passed' && segment.time > time);

/** Whether both tell the same way up to TIME_WAIT, and differ in whether that is over. */
function differInTheTimer({ truth, told }) {
  const ends = [truth.final, told.final].sort();
  return ends[0] === 'CLOSED' && ends[1] === 'TIME_WAIT' && [truth, told].every(({ visits }) => wasInTimeWait(visits));
}

const wasInTimeWait = (visits) => visits.some(({ state }) => state === 'TIME_WAIT');

/** @type {readonly Cause[]} */
export const CAUSES = [
  {
    title: 'TIME_WAIT ran out, or is about to',
    unknowable: true,
    reason:
      'Linux rounds the 60 seconds of TIME_WAIT up to the next slot of its timer wheel, which makes up to 62.05 seconds at 250 Hz, and where the slots begin is not on the wire. All TIME_WAITs of a capture are so told to end too soon, or all too late, by up to a second.',
    fits: ({ packets }, comparison) =>
      differInTheTimer(comparison) && !packets.some((segment) => segment.fate !== 'before' && has('RST')(segment)),
  },
  {
    title: 'Lost behind the capture point, and silence',
    unknowable: true,
    reason:
      'A segment passed and never arrived, and nothing that its receiver sent afterwards has passed: the same packets are seen when it arrives.',
    fits: (evidence) =>
      evidence.received.some(
        (segment) => segment.fate === 'behind' && segment.length === 0 && isQuietAfter(evidence, segment),
      ),
  },
  {
    title: 'Sent, and lost before the capture point',
    unknowable: true,
    reason: 'A FIN or a RST of the endpoint was lost before it could be captured, and no copy of it has passed.',
    fits: ({ sent }) =>
      sent.some((segment) => segment.fate === 'before' && isEnd(segment)) &&
      ['FIN', 'RST'].some(
        (flag) => sent.some(has(flag)) && !sent.some((one) => one.fate === 'passed' && has(flag)(one)),
      ),
  },
  {
    title: 'The first FIN was lost before the capture point',
    unknowable: false,
    reason:
      "Whether an endpoint closed second is told by its first FIN. That one was lost before the capture point, and the copy that passed acknowledges the peer's FIN, whichever came first. Only where timestamps or a stray ACK betray the order can it be known.",
    fits: ({ sent }) => {
      const [first] = sent.filter(has('FIN'));
      return first?.fate === 'before';
    },
  },
  {
    title: "The peer's FIN, or the ACK of the own, was lost behind the capture point",
    unknowable: false,
    reason:
      'Both are lost on the same stretch, and the endpoint answers the loss of either by the same repeated FIN. What it sends later settles some of these; these it does not settle by the rules so far.',
    fits: ({ received }) =>
      received.some((segment) => segment.fate === 'behind' && (has('FIN')(segment) || segment.length === 0)),
  },
  {
    title: 'Answers were lost before the capture point',
    unknowable: false,
    reason:
      'The endpoint told what it had received, by ACKs that were lost before the capture point; what passed later is compatible with another order of events.',
    fits: ({ sent }) => sent.some((segment) => segment.fate === 'before' && !isOpen(segment)),
  },
  {
    title: 'Nothing was lost on the way between endpoint and capture point',
    unknowable: false,
    reason: 'Order and time alone tell what happened, and the rules read them wrong.',
    fits: ({ whole, packets }) => whole && !packets.some(lost('behind')) && !packets.some(lost('before')),
  },
];

/** What no row fits. @type {Cause} */
export const UNEXPLAINED = {
  title: 'Not explained',
  unknowable: false,
  reason: 'No cause of the table fits.',
  fits: () => true,
};
