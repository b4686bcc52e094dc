/** Both ends close before either has heard the other's FIN. */
import { lose } from '../own-network.ts';
import type { Scene } from '../scene.ts';

/** Milliseconds from the FIN of the server to that of the client, until FINs arrive again, and until both have been sent again. */
const CLIENT_CLOSES = 50;
const ARRIVE = 50;
const SENT_AGAIN = 1000;

export const simultaneousClose: Scene = {
  kind: 'simultaneous-close',
  summary: 'both ends close before they hear of each other: TIME_WAIT at both (takes root)',
  plan: 'Both ends close, and both FINs are on their way at the same time: on a loopback they would not meet, so the first of each gets lost and is sent again.',
  lesson:
    'Each end has sent its FIN before it received the other: that leads to TIME_WAIT at both, through CLOSING where the FIN comes before the ACK. It is the only way in which both have it.',
  watched: 0.5,
  losesPackets: true,
  server: (stage) =>
    stage.listen((socket) => socket.once('data', () => socket.resume().end()), { allowHalfOpen: true }),
  async clients(stage, port) {
    const socket = await stage.connect(port);
    const stopLosing = lose('tcp flags & fin == fin');
    socket.resume().write('let us close');
    await stage.pause(CLIENT_CLOSES);
    socket.end();
    await stage.pause(ARRIVE);
    stopLosing();
    await stage.pause(SENT_AGAIN);
  },
};
