/** The server answers the SYN again although it was acknowledged. */
import { lookForNote } from './noted.ts';
import type { Rule } from './rule.ts';

export const synAckRepeated: Rule = {
  id: 'synack-repeated',
  severity: 'warning',
  title: 'SYN+ACK repeated after the ACK',
  explanation:
    'The client takes the connection for open, the server does not. One of three: the ACK was lost, the accept queue of ' +
    'the listener is full, or it defers accept until data comes (TCP_DEFER_ACCEPT). Packets alone look the same in all three.',
  who: 'the application of the server, if its accept queue is full',
  action: 'On the server, tcpstate diagnose tells whether the accept queue is full; else look for loss.',
  look: lookForNote('synack-repeated', 'server', 'server sent its SYN+ACK again'),
};
