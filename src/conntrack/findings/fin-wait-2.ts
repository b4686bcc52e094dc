/** An end has closed one way and waits for the peer's FIN; packets do not tell what kind of close it was. */
import { Fact } from '../facts.ts';
import { Mark } from '../marks.ts';
import { StateCode } from '../states.ts';
import { endThat, type Rule, SECOND, sightedBy } from './rule.ts';

const PATIENCE = SECOND;

export const finWait2: Rule = {
  id: 'fin-wait-2',
  severity: 'info',
  title: 'closed one way and waiting: an orphan or half-closed, undecided',
  explanation:
    'Its FIN was acknowledged and the peer has not closed. After close() it is an orphan, which the system forgets after a while ' +
    '(tcp_fin_timeout, 60 s on Linux); after shutdown() it waits as long as it takes. On the wire both look the same ' +
    'until data comes: data that is acknowledged proves a half-close, data that is answered by RST proves close().',
  who: 'the application at the other end, which is in CLOSE_WAIT',
  action: 'See close-wait at the peer. On the host itself, tcpstate diagnose tells the two apart.',
  look(flow) {
    const side = endThat(
      flow,
      (end) =>
        end.state === StateCode.FIN_WAIT_2 &&
        !end.marked(Mark.HALF_CLOSED) &&
        flow.now - end.timeOf(Fact.FIN_ACKED) >= PATIENCE,
    );
    return sightedBy(flow, side, Fact.FIN_ACKED);
  },
};
