/** Sockets in CLOSE_WAIT that become more while the old ones stay. */
import { closeWaitLeak } from '../../conntrack/findings/close-wait-leak.ts';
import { type Descriptors, descriptorsOf } from '../owners.ts';
import { waitingToClose } from './close-wait.ts';
import { findingOf, type HostRule, sincePeerSpoke } from './rule.ts';

const FEWEST = 10;
const FEWEST_NEW = 3;
const MINUTE = 60;
const HOUR = 3600;

export const closeWaitLeakOfHost: HostRule = {
  kind: closeWaitLeak,
  find: (view) =>
    waitingToClose(view)
      // Where as many go as come, the application is slow, and does close.
      .filter(({ group, gone, fresh }) => group.sockets.length >= FEWEST && fresh >= FEWEST_NEW && gone * 2 <= fresh)
      .map(({ kind, group, trend }) => {
        const descriptors = group.process === null ? null : descriptorsOf(group.process.pid);
        const explanation = `${closeWaitLeak.explanation} Here: ${kind.title}.${forecast(descriptors, trend.growth / trend.seconds)}`;
        const told = { ...closeWaitLeak, explanation, action: `${kind.action} ${RESTART}` };
        return { ...findingOf(told, view, group, sincePeerSpoke), trend };
      }),
};

const RESTART = 'Until then, restart the process before it reaches its descriptor limit.';

/** When the descriptors run out, if it goes on so. */
function forecast(descriptors: Descriptors | null, perSecond: number): string {
  if (descriptors === null) return '';
  const { open, limit } = descriptors;
  return ` The process has ${open} of ${limit} descriptors open: at this rate they last for ${spoken((limit - open) / perSecond)}.`;
}

function spoken(seconds: number): string {
  if (seconds < MINUTE) return 'less than a minute';
  if (seconds < HOUR) return `${Math.round(seconds / MINUTE)} minutes`;
  return `${Math.round(seconds / HOUR)} hours`;
}
