/** An end sends much of its data again. */
import { Anomaly } from '../anomalies.ts';
import { endThat, type Rule } from './rule.ts';

const FEWEST = 10;
const SHARE = 0.1;

export const retransmissionStorm: Rule = {
  id: 'retransmission-storm',
  severity: 'warning',
  title: 'much is sent again',
  explanation:
    'At least 10 segments of this end, and a tenth of all it sent, were retransmissions: loss on the way to the peer, or ' +
    'acknowledgments that are lost or late on the way back.',
  who: 'whoever runs the network between the two',
  action: 'Look for a full link, a duplex mismatch, a policer, or an MTU that large segments do not fit through.',
  look(flow) {
    const side = endThat(flow, (end) => {
      const again = flow.anomaly(end, Anomaly.RETRANSMISSION);
      return again >= FEWEST && again >= SHARE * end.packets;
    });
    return side === null ? null : { side, since: flow.firstSeen, proof: null };
  },
};
