/** A RST that should have ended the connection did not. */
import { lookForNote } from './noted.ts';
import type { Rule } from './rule.ts';

export const rstRejected: Rule = {
  id: 'rst-rejected',
  severity: 'warning',
  title: 'an end spoke on after a RST',
  explanation:
    'A RST passed that its receiver should have obeyed, and the receiver went on. It was lost behind the capture point, or it was forged and did not fit: ' +
    'firewalls and censors send such, and so do attackers.',
  who: 'whoever runs the network between the two',
  action:
    'Compare TTL and IP id of the RST with other packets of the same sender: another TTL means that someone else sent it.',
  look: lookForNote('rst-rejected', 'server', 'spoke on after the RST'),
};
