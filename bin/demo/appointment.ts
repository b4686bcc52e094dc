/** Two processes that close a connection at the same time: one names it, in nanoseconds of the monotonic clock, which is the same in both. */
import type { Socket } from 'node:net';

const OCTETS = 8;

/** Closes one way, not before that time. The process stands still until then: a timer would be a millisecond off. */
export function closeAt(socket: Socket, time: bigint): void {
  while (process.hrtime.bigint() < time);
  socket.resume().end();
}

/** A time as it is sent to the peer. */
export function octetsOf(time: bigint): Buffer {
  const octets = Buffer.alloc(OCTETS);
  octets.writeBigInt64LE(time);
  return octets;
}

export function timeIn(octets: Buffer): bigint {
  return octets.readBigInt64LE();
}
