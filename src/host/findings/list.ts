/** What this host's socket table can show to be wrong, heaviest first. To add a finding: a file beside this, and an entry here. */
import type { FindingKind } from '../../conntrack/findings/finding.ts';
import { acceptQueueFull } from './accept-queue-full.ts';
import { closeWaitOfHost } from './close-wait.ts';
import { closeWaitLeakOfHost } from './close-wait-leak.ts';
import { closingStuckOfHost } from './closing-stuck.ts';
import { finWait2Orphan } from './fin-wait-2-orphan.ts';
import { halfClosedOfHost } from './half-closed.ts';
import { idleTimeoutMismatchOfHost } from './idle-timeout-mismatch.ts';
import { kernelDiffers } from './kernel-differs.ts';
import { lastAckStuckOfHost } from './last-ack-stuck.ts';
import { portInUse } from './port-in-use.ts';
import type { HostRule } from './rule.ts';
import { synUnansweredOfHost } from './syn-unanswered.ts';
import { timeWaitPressureOfHost } from './time-wait-pressure.ts';

export const HOST_RULES: readonly HostRule[] = [
  acceptQueueFull,
  closeWaitLeakOfHost,
  closeWaitOfHost,
  kernelDiffers,
  timeWaitPressureOfHost,
  synUnansweredOfHost,
  lastAckStuckOfHost,
  closingStuckOfHost,
  halfClosedOfHost,
  finWait2Orphan,
  idleTimeoutMismatchOfHost,
];

/** What is found only where somebody asks for it: no rule looks for it. */
export const ASKED_KINDS: readonly FindingKind[] = [portInUse];
