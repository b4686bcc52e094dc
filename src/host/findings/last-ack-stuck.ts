/** Sockets whose last FIN nobody acknowledges. */
import { lastAckStuck } from '../../conntrack/findings/last-ack-stuck.ts';
import { findingOf, grouped, type HostRule } from './rule.ts';

/** How often the FIN must have been repeated. */
const REPEATED = 2;

export const lastAckStuckOfHost: HostRule = {
  kind: lastAckStuck,
  find(view) {
    const stuck = view.inState('LAST_ACK').filter(({ timer }) => timer !== null && timer.retries >= REPEATED);
    return grouped(view, stuck).map((group) => findingOf(lastAckStuck, view, group, () => null));
  },
};
