/**
 * A server that never accepts, for its event loop stands still: `node blocked-server.js HOST BACKLOG` listens and says its port.
 * The kernel goes on taking connections in. It ends with its standard input.
 */
import { readSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';

const [host, backlog] = process.argv.slice(2);

const server = createServer();
server.listen({ host, port: 0, backlog: Number(backlog) }, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  // Returns when nobody holds the other end any more.
  readSync(0, Buffer.alloc(1));
  process.exit();
});
