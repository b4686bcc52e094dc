/**
 * Opens connections as it is told, one line each: `PORT COUNT OCTETS WHAT`. It sends so many octets on each, then leaves it
 * open, closes it (`close`), or closes one way (`shutdown`), and says "done" when all are through. It ends with its standard input.
 */
import { connect } from 'node:net';
import process from 'node:process';
import { createInterface } from 'node:readline';

/** At a time, so that no accept queue overflows. */
const TOGETHER = 50;
const HOST = '127.0.0.1';

function one(port, octets, what) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: HOST, allowHalfOpen: true }, () => {
      const finish = () => {
        if (what === 'shutdown') socket.end(resolve);
        else if (what === 'close') socket.destroy();
        if (what !== 'shutdown') resolve();
      };
      if (octets === 0) finish();
      else socket.write(Buffer.alloc(octets), finish);
    });
    socket.on('error', reject);
  });
}

for await (const text of createInterface({ input: process.stdin })) {
  const [port, count, octets, what] = text.split(' ');
  for (let left = Number(count); left > 0; left -= TOGETHER) {
    await Promise.all(Array.from({ length: Math.min(left, TOGETHER) }, () => one(Number(port), Number(octets), what)));
  }
  process.stdout.write('done\n');
}
process.exit();
