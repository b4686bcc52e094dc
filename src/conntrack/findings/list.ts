/** What packets can show to be wrong, heaviest first. To add a finding: a file beside this, and an entry here. */
import { captureLoss } from './capture-loss.ts';
import { closeWait } from './close-wait.ts';
import { closeWaitLeak } from './close-wait-leak.ts';
import { closedByIdleTimeout } from './closed-by-idle-timeout.ts';
import { closingStuck } from './closing-stuck.ts';
import { connectionRefused } from './connection-refused.ts';
import { dataAfterClose } from './data-after-close.ts';
import { duplicateCapture } from './duplicate-capture.ts';
import { finWait2 } from './fin-wait-2.ts';
import { SEVERITIES, type Severity } from './finding.ts';
import { halfClosed } from './half-closed.ts';
import { halfOpen } from './half-open.ts';
import { idleTimeoutMismatch } from './idle-timeout-mismatch.ts';
import { keepaliveFailed } from './keepalive-failed.ts';
import { lastAckStuck } from './last-ack-stuck.ts';
import { oldDuplicate } from './old-duplicate.ts';
import { retransmissionStorm } from './retransmission-storm.ts';
import { rstAfterFin } from './rst-after-fin.ts';
import { rstInTransfer } from './rst-in-transfer.ts';
import { rstRejected } from './rst-rejected.ts';
import type { Rule } from './rule.ts';
import { synFlood } from './syn-flood.ts';
import { synUnanswered } from './syn-unanswered.ts';
import { synAckRepeated } from './synack-repeated.ts';
import { timeWaitCollision } from './time-wait-collision.ts';
import { timeWaitPressure } from './time-wait-pressure.ts';
import { zeroWindowStall } from './zero-window-stall.ts';

export const RULES: readonly Rule[] = [
  captureLoss,
  duplicateCapture,
  closeWaitLeak,
  closeWait,
  synFlood,
  timeWaitPressure,
  synAckRepeated,
  synUnanswered,
  connectionRefused,
  zeroWindowStall,
  halfOpen,
  keepaliveFailed,
  idleTimeoutMismatch,
  rstInTransfer,
  dataAfterClose,
  retransmissionStorm,
  lastAckStuck,
  closingStuck,
  timeWaitCollision,
  rstRejected,
  finWait2,
  halfClosed,
  rstAfterFin,
  oldDuplicate,
  closedByIdleTimeout,
];

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule of an id. */
export function ruleOf(id: string): Rule | undefined {
  return BY_ID.get(id);
}

/** How grave the worst of these ids is; null for none. */
export function gravest(ids: readonly string[]): Severity | null {
  return SEVERITIES.findLast((severity) => ids.some((id) => ruleOf(id)?.severity === severity)) ?? null;
}
