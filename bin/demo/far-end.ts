/**
 * The far end of a scene, where it must not be this process: `node far-end.js BEHAVIOUR BACKLOG` listens, says its port, and ends
 * with its standard input.
 *
 * - `never-accepts` blocks its event loop: the kernel goes on taking connections in.
 * - `closes-on-time` reads from each connection at which time of the monotonic clock to close it: eight octets, in nanoseconds.
 */
import { readSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { closeAt, timeIn } from './appointment.ts';
import { HOST } from './loopback.ts';

const [behaviour, backlog] = process.argv.slice(2);

const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket: Socket) => {
  socket.on('error', () => {}).once('data', (octets) => closeAt(socket, timeIn(octets)));
});
server.listen({ host: HOST, port: 0, backlog: Number(backlog) }, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  if (behaviour === 'never-accepts') {
    // Returns when nobody holds the other end any more.
    readSync(0, Buffer.alloc(1));
    process.exit();
  }
  process.stdin.resume().on('end', () => process.exit());
});
