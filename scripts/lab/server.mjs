/** The lab's server: listens for every scene, says `ready`, and ends with its standard input. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { SCENES } from './scenes.mjs';

for (const { port, server, accept } of Object.values(SCENES)) {
  if (server === null) continue;
  const listener = createServer(accept ?? {}, (socket) => {
    socket.on('error', () => {});
    server(socket);
  });
  listener.listen(port, '::');
  await once(listener, 'listening');
}
console.log('ready');
process.stdin.resume().on('end', () => process.exit());
