/** A server that listens and never accepts. */
import type { Scene } from '../scene.ts';

const BACKLOG = 5;
const CLIENTS = 12;
/** Milliseconds after which whoever was let in is in. */
const LET_IN = 300;

export const acceptQueue: Scene = {
  kind: 'accept-queue',
  summary: 'a server that listens and never accepts: its queue is full',
  plan: `A process listens with a backlog of ${BACKLOG} and does not accept, for its event loop is blocked. ${CLIENTS} clients connect.`,
  lesson: `Linux lets one more than the backlog in. The SYNs of the others are dropped without an answer: they hang in SYN_SENT and try again.`,
  watched: 1.5,
  server: (stage) => stage.listenBlocked(BACKLOG),
  async clients(stage, port) {
    const sockets = Array.from({ length: CLIENTS }, () => stage.dial(port));
    await stage.pause(LET_IN);
    const open = sockets.filter(({ connecting }) => !connecting);
    stage.remark(`connect() of ${open.length} clients succeeds; ${CLIENTS - open.length} wait.`);
  },
};
