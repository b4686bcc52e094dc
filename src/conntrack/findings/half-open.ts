/** One end is gone and the other does not know. */
import { CloseCause, closeCause, Fact } from '../facts.ts';
import { StateCode } from '../states.ts';
import { endThat, otherSide, type Rule, SECOND, sightedBy } from './rule.ts';

const PATIENCE = SECOND;
/** TIME_WAIT ends while the other end still waits for the last ACK: see last-ack-stuck. */
const EXPECTED: readonly CloseCause[] = [CloseCause.TWO_MSL, CloseCause.ASSASSINATED];

export const halfOpen: Rule = {
  id: 'half-open',
  severity: 'warning',
  title: 'half-open: one end is gone, the other does not know',
  explanation:
    'One end has reset or given up the connection, and its RST did not reach the other or was not accepted there: that one still takes it for open. It finds out ' +
    'when it sends something; until then it holds a socket for nothing.',
  who: 'the application at the end that is left',
  action: 'Switch keep-alive on there (SO_KEEPALIVE, tcp_keepalive_time), or close connections that are idle for long.',
  look(flow) {
    const open = endThat(
      flow,
      (end, peer) =>
        end.state >= StateCode.ESTABLISHED &&
        end.state <= StateCode.LAST_ACK &&
        peer.has(Fact.CLOSED) &&
        !EXPECTED.includes(closeCause(peer.facts)) &&
        flow.now - peer.timeOf(Fact.CLOSED) >= PATIENCE,
    );
    if (open === null) return null;
    const gone = sightedBy(flow, otherSide(open), Fact.CLOSED);
    return gone === null ? null : { ...gone, side: open };
  },
};
