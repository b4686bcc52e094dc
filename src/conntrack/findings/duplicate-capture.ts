/** Packets are in the capture twice. */
import type { Rule } from './rule.ts';

const SHARE = 0.05;

export const duplicateCapture: Rule = {
  id: 'duplicate-capture',
  severity: 'info',
  title: 'packets were captured twice',
  explanation:
    'At least a twentieth of the segments are exact copies of others: a mirror port that copies both directions, or a capture on any interface. ' +
    'tcpstate leaves copies out of all counts; other programs take them for retransmissions.',
  who: 'whoever captures',
  action: 'Capture on one interface, or mirror one direction of each port.',
  overall: ({ segments, duplicates }) => (duplicates > 0 && duplicates >= SHARE * segments ? {} : null),
};
