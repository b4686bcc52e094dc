/** Sockets in CLOSE_WAIT that become more while the old ones stay. */
import { closeWaitLeak } from '../../conntrack/findings/close-wait-leak.ts';
import { type Descriptors, descriptorsOf } from '../owners.ts';
import { waitingToClose } from './close-wait.ts';
import { findingOf, type HostRule, sincePeerSpoke } from './rule.ts';

const EXPLANATION =
  'At least 10 sockets of one process are in CLOSE_WAIT, those of the first look are still there at the second, and new ones have come. Each costs a ' +
  'descriptor; when the limit of the process is reached, accept() and open() fail. Where as many go as come, it is no leak: the application is slow to close.';
const FEWEST = 10;
const FEWEST_NEW = 3;
const MINUTE = 60;
const HOUR = 3600;

export const closeWaitLeakOfHost: HostRule = {
  kind: closeWaitLeak,
  variants: [{ ...closeWaitLeak, explanation: EXPLANATION }],
  find: (view) =>
    waitingToClose(view)
      // Where as many go as come, the application is slow, and does close.
      .filter(({ group, gone, fresh }) => group.sockets.length >= FEWEST && fresh >= FEWEST_NEW && gone * 2 <= fresh)
      .map(({ kind, group, trend }) => {
        const descriptors = group.process === null ? null : descriptorsOf(group.process.pid);
        const explanation = `${EXPLANATION} Here: ${kind.title}.`;
        const action = `${kind.action} ${forecast(descriptors, trend.growth / trend.seconds)}`;
        const told = { ...closeWaitLeak, explanation, action };
        return { ...findingOf(told, view, group, sincePeerSpoke), trend };
      }),
};

/** When the descriptors run out, if it goes on so. */
function forecast(descriptors: Descriptors | null, perSecond: number): string {
  if (descriptors === null) return 'Until then, restart the process before its descriptors run out.';
  const { open, limit } = descriptors;
  const left = spoken((limit - open) / perSecond);
  return `Until then, restart the process: ${open} of its ${limit} descriptors are open, and at this rate the others last for ${left}.`;
}

function spoken(seconds: number): string {
  if (seconds < MINUTE) return 'less than a minute';
  if (seconds < HOUR) return `${Math.round(seconds / MINUTE)} minutes`;
  return `${Math.round(seconds / HOUR)} hours`;
}
