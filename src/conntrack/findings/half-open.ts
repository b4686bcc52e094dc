/** One end is gone and the other does not know. */
import { Fact } from '../facts.ts';
import { StateCode } from '../states.ts';
import { endThat, otherSide, type Rule, SECOND, sightedBy } from './rule.ts';

const PATIENCE = SECOND;

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
        end.state < StateCode.CLOSING &&
        peer.has(Fact.CLOSED) &&
        flow.now - peer.timeOf(Fact.CLOSED) >= PATIENCE,
    );
    if (open === null) return null;
    const gone = sightedBy(flow, otherSide(open), Fact.CLOSED);
    return gone === null ? null : { ...gone, side: open };
  },
};
