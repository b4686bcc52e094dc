/** Sockets that have sent their SYN again. */
import { synUnanswered } from '../../conntrack/findings/syn-unanswered.ts';
import { findingOf, grouped, type HostRule } from './rule.ts';

export const synUnansweredOfHost: HostRule = {
  kind: synUnanswered,
  find(view) {
    const waiting = view.inState('SYN_SENT').filter(({ timer }) => timer !== null && timer.retries > 0);
    return grouped(view, waiting).map((group) => findingOf(synUnanswered, view, group, () => null));
  },
};
