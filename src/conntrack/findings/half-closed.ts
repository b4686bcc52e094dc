/** An end has closed one way by shutdown(), still takes data, and has waited for long. */
import { Fact } from '../facts.ts';
import { Mark } from '../marks.ts';
import { StateCode } from '../states.ts';
import { endThat, type Rule, SECOND, sightedBy } from './rule.ts';

/** A half-close that is made use of is nothing to remark. */
const SILENCE = 60 * SECOND;

export const halfClosed: Rule = {
  id: 'half-closed',
  severity: 'info',
  title: 'half-closed for long: no timer will end it',
  explanation:
    'This end called shutdown() and went on receiving: it acknowledged data after its FIN. Nothing has passed for a ' +
    'minute, and unlike an orphan a half-closed connection has no timer.',
  who: 'the application at the other end, which is to close when it has sent all',
  action: 'Let the half-closed end give up after a time (SO_RCVTIMEO, or a timer and close()), or let the peer close.',
  look(flow) {
    const side = endThat(
      flow,
      (end) =>
        end.state === StateCode.FIN_WAIT_2 && end.marked(Mark.HALF_CLOSED) && flow.now - flow.lastSeen >= SILENCE,
    );
    return sightedBy(flow, side, Fact.FIN_ACKED);
  },
};
