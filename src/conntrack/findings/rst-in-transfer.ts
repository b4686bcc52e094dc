/** An open connection is aborted. */
import { CloseCause, closeCause, Fact } from '../facts.ts';
import { idleTimeoutMismatch } from './idle-timeout-mismatch.ts';
import { keepaliveFailed } from './keepalive-failed.ts';
import { endThat, type Rule, sightedBy } from './rule.ts';

export const rstInTransfer: Rule = {
  id: 'rst-in-transfer',
  severity: 'warning',
  title: 'aborted by RST: unread data or SO_LINGER 0',
  explanation:
    'An open connection ended by RST, without a FIN of either end. Its application closed with data unread, closed with SO_LINGER 0, or ' +
    'died; the segments are the same. What was under way is lost, and the peer reads ECONNRESET.',
  who: 'the application at the end that sends the RST',
  action:
    'Read to the end before close(), and do not set SO_LINGER to 0 to avoid TIME_WAIT. Look for a crash at that time.',
  look(flow) {
    const { client, server } = flow;
    if (client.has(Fact.FIN_SENT) || server.has(Fact.FIN_SENT) || client.bytes + server.bytes === 0) return null;
    const side = endThat(
      flow,
      (end) => end.has(Fact.ESTABLISHED) && end.has(Fact.CLOSED) && closeCause(end.facts) === CloseCause.SENT_RST,
    );
    const isExplained = [keepaliveFailed, idleTimeoutMismatch].some(({ look }) => look!(flow) !== null);
    return isExplained ? null : sightedBy(flow, side, Fact.CLOSED);
  },
};
