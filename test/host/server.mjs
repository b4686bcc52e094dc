/**
 * Servers with the mistakes that leave sockets in CLOSE_WAIT, and one without: `node server.mjs` listens on all ports of
 * `PORTS` and says "ready", and ends with its standard input; `node server.mjs blocked` listens on `BLOCKED` and never accepts.
 */
import { createServer } from 'node:net';
import process from 'node:process';

export const PORTS = { healthy: 8000, forgets: 8001, stopsReading: 8002 };
export const BLOCKED = 8003;
const BACKLOG = 4;
/** Milliseconds, after which it ends in any case. */
const STANDSTILL = 120_000;

const listening = (server, port, backlog) =>
  new Promise((resolve) => server.listen({ port, host: '0.0.0.0', backlog }, resolve));

/** Answers every octet and closes when the client does. */
const healthy = createServer((socket) => socket.pipe(socket).on('error', () => {}));

/** Reads to the end and forgets to close: with `allowHalfOpen`, only end() or destroy() closes. */
const forgets = createServer({ allowHalfOpen: true }, (socket) => void socket.resume().on('error', () => {}));

/** Never reads what it has accepted. */
const stopsReading = createServer(
  { allowHalfOpen: true, pauseOnConnect: true },
  (socket) => void socket.on('error', () => {}),
);

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === 'blocked') {
    await listening(createServer(), BLOCKED, BACKLOG);
    process.stdout.write('ready\n');
    // The event loop stands still, as in a long computation or a lock; the kernel goes on taking connections in.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STANDSTILL);
    process.exit();
  }
  await listening(healthy, PORTS.healthy, 512);
  await listening(forgets, PORTS.forgets, 512);
  await listening(stopsReading, PORTS.stopsReading, 512);
  process.stdin.resume().on('end', () => process.exit());
  process.stdout.write('ready\n');
}
