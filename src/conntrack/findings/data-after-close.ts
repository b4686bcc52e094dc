/** An end that has closed answers data by RST. */
import { CloseCause, closeCause, Fact } from '../facts.ts';
import { endThat, otherSide, type Rule, sightedBy } from './rule.ts';

export const dataAfterClose: Rule = {
  id: 'data-after-close',
  severity: 'warning',
  title: 'data sent to an end that had closed',
  explanation:
    'One end closed, the other went on sending, and was answered by RST: what it sent is lost, and its next write fails ' +
    'with EPIPE or SIGPIPE. A FIN says no more than "I send no more"; that the peer does not read either, only the RST tells.',
  who: 'the application that goes on sending; or the one that closes too early',
  action:
    'Agree on who closes when: let the sender notice the end of the stream before it writes, or let the other read to the end.',
  look(flow) {
    const closer = endThat(
      flow,
      (end, peer) =>
        end.has(Fact.FIN_SENT) &&
        end.has(Fact.CLOSED) &&
        closeCause(end.facts) === CloseCause.SENT_RST &&
        !peer.has(Fact.FIN_SENT) &&
        peer.bytes > 0,
    );
    if (closer === null) return null;
    const reset = sightedBy(flow, closer, Fact.CLOSED);
    return reset === null ? null : { ...reset, side: otherSide(closer) };
  },
};
