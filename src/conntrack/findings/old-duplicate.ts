/** A late segment of an earlier connection arrives. */
import { lookForNote } from './noted.ts';
import type { Rule } from './rule.ts';

export const oldDuplicate: Rule = {
  id: 'old-duplicate',
  severity: 'info',
  title: 'a late segment of an earlier connection',
  explanation:
    'Data or a FIN of an earlier connection came when a new one had taken over its addresses and ports. TIME_WAIT is there to keep the two ' +
    'apart: something cut it short, or the network held the segment for long.',
  who: 'whoever shortens TIME_WAIT, or lets ports be used again early',
  action: 'Switch TCP timestamps on at both ends (RFC 7323 §5: old segments are then told by them).',
  look: lookForNote('old-duplicate', 'client', 'the late segment'),
};
