/**
 * Holds both ends of so many connections on the loopback, a quarter of which wait in CLOSE_WAIT for this process to close:
 * `node ends.mjs <connections> <port>` says "ready" when all are open, and ends with its standard input.
 */
import { connect, createServer } from 'node:net';
import process from 'node:process';

const [COUNT, PORT] = process.argv.slice(2).map(Number);
/** That are opened at a time: fewer than the accept queue holds. */
const TOGETHER = 256;

let open = 0;
let begun = 0;
const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume().on('error', () => {}));
server.listen({ port: PORT, host: '127.0.0.1', backlog: 2 * TOGETHER }, () => {
  for (let i = 0; i < TOGETHER; i++) next();
});

function next() {
  if (begun === COUNT) return;
  const closes = begun++ % 4 === 0;
  const socket = connect({ port: PORT, host: '127.0.0.1', allowHalfOpen: true }, () => {
    if (closes) socket.end();
    if (++open === COUNT) process.stdout.write('ready\n');
    next();
  });
  socket.on('error', (error) => {
    throw error;
  });
}

process.stdin.resume().on('end', () => process.exit());
