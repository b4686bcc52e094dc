/** A receiver has no room, and its sender must probe. */
import { Anomaly } from '../anomalies.ts';
import { endThat, type Rule } from './rule.ts';

const FEWEST = 2;

export const zeroWindowStall: Rule = {
  id: 'zero-window-stall',
  severity: 'warning',
  title: 'the receiver does not read: window closed',
  explanation:
    'This end said that it has no room (window 0), and its peer probed at least twice for it to open again, which is half a second or more. The network ' +
    'is not slow: the application does not take what has arrived.',
  who: 'the application at the end with the closed window',
  action: 'See what it does instead of reading: a lock, a slow disk, a slow consumer behind it.',
  look(flow) {
    const side = endThat(
      flow,
      (end, peer) => flow.anomaly(end, Anomaly.ZERO_WINDOW) > 0 && flow.anomaly(peer, Anomaly.WINDOW_PROBE) >= FEWEST,
    );
    return side === null ? null : { side, since: flow.firstSeen, proof: null };
  },
};
