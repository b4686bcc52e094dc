/** Both ends close at the same moment. */
import { once } from 'node:events';
import { TcpstateError } from '../../../src/errors.ts';
import { openSocketTable } from '../../../src/host/socket-table.ts';
import { closeAt, octetsOf } from '../appointment.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';

/** On a loopback a FIN arrives within microseconds: it takes some tries until two cross. */
const MOST_TRIES = 500;
const TRIES_A_ROUND = 25;
/** Nanoseconds after which both close: time enough to tell the other. */
const SOON = 2_000_000n;
const BACKLOG = 5;

export const simultaneousClose: Scene = {
  kind: 'simultaneous-close',
  summary: 'both ends close at the same moment: TIME_WAIT at both',
  plan: `Two processes agree on a time at which both close, ${MOST_TRIES} times at most, until their FINs cross.`,
  lesson:
    'FINs that cross lead both ends through CLOSING, for microseconds here, to TIME_WAIT: the only way in which both have it.',
  watched: 0.5,
  server: (stage) => stage.startFarEnd('closes-on-time', BACKLOG),
  async clients(stage, port) {
    const table = await openSocketTable();
    const inTimeWait = (): Set<string> =>
      new Set(
        table
          .read()
          .sockets.flatMap(({ state, port: own, peerPort }) => (state === 'TIME_WAIT' ? [`${own} ${peerPort}`] : [])),
      );
    for (let tries = 0; tries < MOST_TRIES; tries += TRIES_A_ROUND) {
      if (stage.interrupted) return null;
      const ports: number[] = [];
      for (let i = 0; i < TRIES_A_ROUND; i++) ports.push(await closeTogether(stage, port));
      const waiting = inTimeWait();
      const crossed = ports.findIndex((own) => waiting.has(`${own} ${port}`) && waiting.has(`${port} ${own}`));
      if (crossed >= 0) {
        stage.remark(`The FINs crossed at try ${tries + crossed + 1}.`);
        return ports[crossed]!;
      }
    }
    throw new TcpstateError(
      'unavailable',
      `the FINs did not cross in ${MOST_TRIES} tries`,
      'it takes two processors that are not busy: try again',
    );
  },
};

/** Returns the port of the client. */
async function closeTogether(stage: Stage, port: number): Promise<number> {
  const socket = await stage.connect(port);
  const closed = once(socket, 'close');
  const own = socket.localPort!;
  const time = process.hrtime.bigint() + SOON;
  socket.write(octetsOf(time), () => closeAt(socket, time));
  await closed;
  return own;
}
