/** Sockets in CLOSING whose FIN nobody acknowledges. */
import { closingStuck } from '../../conntrack/findings/closing-stuck.ts';
import { findingOf, grouped, type HostRule } from './rule.ts';

/** How often the FIN must have been repeated. */
const REPEATED = 2;

export const closingStuckOfHost: HostRule = {
  kind: closingStuck,
  find(view) {
    const stuck = view.inState('CLOSING').filter(({ timer }) => timer !== null && timer.retries >= REPEATED);
    return grouped(view, stuck).map((group) => findingOf(closingStuck, view, group, () => null));
  },
};
