/** One end is gone, and the other has not heard of it. */
import { lose } from '../own-network.ts';
import type { Scene } from '../scene.ts';

/** Milliseconds from the last that arrives to the cut, the end of the server, and what the client sends then. */
const CUT = 100;
const ABORT = 200;
const SEND = 300;

export const halfOpen: Scene = {
  kind: 'half-open',
  summary: 'one end is gone and the other has not heard of it (takes root)',
  plan: 'A client and a server are connected. The way between them is cut, then the server aborts: its RST is lost. The client sends something.',
  lesson:
    'In the socket table half-open is ESTABLISHED with a timer that runs out again and again: what was sent is not acknowledged. Without keep-alive, an end that only waits never notices.',
  watched: 3,
  losesPackets: true,
  server: (stage) =>
    stage.listen((socket) => socket.once('data', () => setTimeout(() => socket.resetAndDestroy(), ABORT))),
  async clients(stage, port) {
    const socket = await stage.connect(port);
    socket.write('the last that arrives');
    await stage.pause(CUT);
    lose('meta l4proto tcp');
    await stage.pause(SEND - CUT);
    await new Promise((resolve) => socket.write('are you still there?', resolve));
    stage.remark('write() of the client succeeds: it takes the connection for open.');
  },
};
