import { Fact } from '../facts.ts';
import { StateCode } from '../states.ts';
import { endThat, type Rule, SECOND, sightedBy } from './rule.ts';

const REPEATED = 3;
const PATIENCE = 5 * SECOND;

export const closingStuck: Rule = {
  id: 'closing-stuck',
  severity: 'warning',
  title: 'stuck in CLOSING: the FINs crossed and the ACK is missing',
  explanation:
    'Both ends closed at the same time. Each FIN arrived, but the ACK of this one did not, after three tries or five seconds.',
  who: 'whoever runs the network between the two, or the host that went away',
  action: 'Capture at both ends to see where the ACK is lost.',
  look(flow) {
    const side = endThat(
      flow,
      (end) =>
        end.state === StateCode.CLOSING &&
        (flow.fins(end) >= REPEATED || flow.now - end.timeOf(Fact.FIN_SENT) >= PATIENCE),
    );
    return sightedBy(flow, side, Fact.FIN_SENT);
  },
};
