/** A FIN is answered by RST. */
import { CloseCause, closeCause, Fact } from '../facts.ts';
import { Note } from '../notes.ts';
import { dataAfterClose } from './data-after-close.ts';
import { endThat, type Rule, sightedBy } from './rule.ts';

export const rstAfterFin: Rule = {
  id: 'rst-after-fin',
  severity: 'info',
  title: 'reset while closing',
  explanation:
    'One end had sent its FIN when the connection ended by RST instead of the other FIN. The end that resets closed with data unread, ' +
    'with SO_LINGER 0, or had no socket any more. What was under way is lost.',
  who: 'the application at the end that sends the RST',
  action:
    'Read to the end of the stream before close(); leave SO_LINGER alone. Where the end that resets had closed long before, its TIME_WAIT ' +
    'was over too soon: see what cuts it short.',
  look(flow) {
    if ((flow.noteBits & Note['rst-after-fin']) === 0 || dataAfterClose.look!(flow) !== null) return null;
    const closedBy = (cause: CloseCause) =>
      endThat(flow, (end) => end.has(Fact.CLOSED) && closeCause(end.facts) === cause);
    // Who sends a RST after its connection was over leaves no trace but at the other end.
    const side = closedBy(CloseCause.SENT_RST) ?? closedBy(CloseCause.RECEIVED_RST);
    return sightedBy(flow, side, Fact.CLOSED) ?? { side: 'server', since: flow.lastSeen, proof: null };
  },
};
