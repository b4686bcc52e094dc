/** Connections that are closed in order, by either end. */
import { once } from 'node:events';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';

const BY_CLIENT = 20;
const BY_SERVER = 10;

export const timeWait: Scene = {
  kind: 'time-wait',
  summary: 'many connections in a row: whoever closes first has TIME_WAIT',
  plan: `${BY_CLIENT + BY_SERVER} connections in a row: ${BY_CLIENT} the client closes first, ${BY_SERVER} the server.`,
  lesson:
    'TIME_WAIT is at the end that closed first, and the other end is gone. It is no fault: nobody holds these sockets, and they end by themselves after 60 seconds, also when this demo has ended.',
  watched: 1,
  server: (stage) => stage.listen((socket) => socket.once('data', () => socket.end())),
  async clients(stage, port) {
    for (let i = 0; i < BY_CLIENT; i++) await connectAndClose(stage, port, 'client');
    for (let i = 0; i < BY_SERVER; i++) await connectAndClose(stage, port, 'server');
  },
};

async function connectAndClose(stage: Stage, port: number, first: 'client' | 'server'): Promise<void> {
  const socket = await stage.connect(port);
  socket.resume();
  const closed = once(socket, 'close');
  if (first === 'client') socket.end();
  else {
    socket.write('close, please');
    await once(socket, 'end');
    socket.end();
  }
  await closed;
}
