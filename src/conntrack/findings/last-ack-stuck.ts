import { Fact } from '../facts.ts';
import { StateCode } from '../states.ts';
import { endThat, type Rule, SECOND, sightedBy } from './rule.ts';

const REPEATED = 3;
const PATIENCE = 5 * SECOND;

export const lastAckStuck: Rule = {
  id: 'last-ack-stuck',
  severity: 'warning',
  title: 'stuck in LAST_ACK: nobody acknowledges the FIN',
  explanation:
    'This end closed second and has sent its FIN three times or waited five seconds, and no ACK comes. The peer has gone, or something ' +
    'between drops what belongs to a closed connection: a firewall or load balancer that forgets a connection too early.',
  who: 'whoever runs the network between the two, or the host that went away',
  action:
    'Check the closing timeouts of firewalls and load balancers on the way; capture at both ends to see where the ACK is lost.',
  look(flow) {
    const side = endThat(
      flow,
      (end) =>
        end.state === StateCode.LAST_ACK &&
        (flow.fins(end) >= REPEATED || flow.now - end.timeOf(Fact.FIN_SENT) >= PATIENCE),
    );
    return sightedBy(flow, side, Fact.FIN_SENT);
  },
};
