/** A server that forgets to close. */
import type { Scene } from '../scene.ts';

const CLIENTS = 5;

export const closeWait: Scene = {
  kind: 'close-wait',
  summary: 'a server that reads the end of file and does not close',
  plan: `${CLIENTS} clients connect, ask and close. The server reads the end of file and does not close.`,
  lesson:
    'CLOSE_WAIT means that the application must close: no timer of TCP ends it. The clients have closed, and nobody holds their sockets in FIN_WAIT_2.',
  watched: 1.5,
  server: (stage) => stage.listen((socket) => socket.resume(), { allowHalfOpen: true }),
  async clients(stage, port) {
    for (let i = 0; i < CLIENTS; i++) {
      const socket = await stage.connect(port);
      await new Promise((resolve) => socket.write('a question', resolve));
      socket.destroy();
    }
  },
};
