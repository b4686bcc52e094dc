/** The scenes of `tcpstate demo`. To add one: a file in scenes/, and an entry here. */
import type { Scene } from './scene.ts';
import { acceptQueue } from './scenes/accept-queue.ts';
import { closeWait } from './scenes/close-wait.ts';
import { halfOpen } from './scenes/half-open.ts';
import { refused } from './scenes/refused.ts';
import { simultaneousClose } from './scenes/simultaneous-close.ts';
import { synRcvd } from './scenes/syn-rcvd.ts';
import { timeWait } from './scenes/time-wait.ts';
import { zeroWindow } from './scenes/zero-window.ts';

export const SCENES: readonly Scene[] = [
  closeWait,
  timeWait,
  halfOpen,
  zeroWindow,
  refused,
  acceptQueue,
  simultaneousClose,
  synRcvd,
];
