/** A receiver that does not read. */
import type { Scene } from '../scene.ts';

const OCTETS = 16 * 2 ** 20;

export const zeroWindow: Scene = {
  kind: 'zero-window',
  summary: 'a server that does not read: the window closes',
  plan: 'A client sends 16 MiB to a server that does not read.',
  lesson:
    'Both ends are ESTABLISHED. The receive queue at the server is full and the send queue at the client does not drain: the application there must read. The client probes, and the network is not slow.',
  watched: 3,
  server: (stage) => stage.listen(() => {}, { pauseOnConnect: true }),
  async clients(stage, port) {
    const socket = await stage.connect(port);
    socket.write(Buffer.alloc(OCTETS, 'tcpstate '));
  },
};
