/** Keep-alive probes are not answered. */
import { Anomaly } from '../anomalies.ts';
import { Mark } from '../marks.ts';
import { endsOf, endThat, otherSide, type Rule } from './rule.ts';

const FEWEST = 2;

export const keepaliveFailed: Rule = {
  id: 'keepalive-failed',
  severity: 'warning',
  title: 'keep-alive without answer',
  explanation:
    'At least two keep-alive probes in a row were not answered. The peer is gone without a word (power, cable, a suspended machine), or a middle box ' +
    'has forgotten the connection. After the last probe (tcp_keepalive_probes, 9 on Linux) the connection is dropped.',
  who: 'whoever runs the end that is silent, or a middle box on the way',
  action:
    'Check that the peer lives. If it does, let keep-alive start earlier than the idle timeout of NATs and load balancers on the way.',
  look(flow) {
    const prober = endThat(
      flow,
      (end, peer) =>
        end.marked(Mark.PROBED_IN_VAIN) &&
        flow.anomaly(end, Anomaly.KEEP_ALIVE) >= FEWEST &&
        end.lastSeen > peer.lastSeen,
    );
    if (prober === null) return null;
    const [, silent] = endsOf(flow, prober);
    return { side: otherSide(prober), since: silent.lastSeen, proof: null };
  },
};
