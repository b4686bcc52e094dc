/** A new connection meets the old one of its pair in TIME_WAIT. */
import { lookForNote } from './noted.ts';
import type { Rule } from './rule.ts';

export const timeWaitCollision: Rule = {
  id: 'time-wait-collision',
  severity: 'warning',
  title: 'a new connection ran into TIME_WAIT of the old one',
  explanation:
    'The client used a pair of addresses and ports again while the server still had the last connection on it in TIME_WAIT, ' +
    'with a sequence number that does not tell it from old segments. The server answers with an ACK of the old connection, and the client must try again.',
  who: 'the application of the client, or whoever translates its addresses',
  action:
    'Let the client use more ports or addresses (a NAT with few of them is the usual cause), or switch TCP timestamps on at both ends.',
  look: lookForNote(
    'time-wait-collision',
    'client',
    'the server, in TIME_WAIT, answered the SYN with an ACK of the old connection',
  ),
};
