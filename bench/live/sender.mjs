/**
 * Sends TCP segments on an interface at a steady rate: `node sender.mjs <interface> <packets a second> <seconds>`; prints
 * how many, the seconds that took, and its CPU seconds, as JSON. The segments go to an address that nobody has: data of connections
 * that began earlier, frames of 64 to 300 octets. Linux on 64 bits only: it lays out the kernel's structures itself.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import koffi from 'koffi';

const [name, rate, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];

const CONNECTIONS = 1024;
/** Segments for one system call. */
const TOGETHER = 64;
const HEADERS = 14 + 20 + 20;
const [SMALLEST, LARGEST] = [64, 300];
/** AF_PACKET, SOCK_RAW, ETH_P_IP in network order. */
const [FAMILY, TYPE, PROTOCOL] = [17, 3, 0x0008];
const [ADDRESS, VECTOR, MESSAGE] = [20, 16, 64];

const libc = koffi.load('libc.so.6');
const open = libc.func('socket', 'int', ['int', 'int', 'int']);
const indexOf = libc.func('if_nametoindex', 'uint32', ['str']);
const sendAll = libc.func('sendmmsg', 'int', ['int', 'void *', 'uint32', 'int']);

const socket = open(FAMILY, TYPE, 0);
const index = indexOf(name);
if (socket < 0 || index === 0) throw new Error(`cannot send on ${name}`);

/** struct sockaddr_ll: family 2, protocol 2, index 4, … */
const address = Buffer.alloc(ADDRESS);
address.writeUInt16LE(FAMILY, 0);
address.writeUInt16LE(PROTOCOL, 2);
address.writeInt32LE(index, 4);
address.writeUInt8(6, 11);

const frames = Array.from({ length: CONNECTIONS }, (_, i) => {
  const length = SMALLEST + Math.floor(((LARGEST - SMALLEST) * i) / (CONNECTIONS - 1));
  const frame = Buffer.alloc(length);
  frame.set([0x02, 0, 0, 0, 0, 0xee, 0x02, 0, 0, 0, 0, 0xdd, 0x08, 0x00]);
  frame.set([0x45, 0, 0, 0, 0, i & 0xff, 0x40, 0, 64, 6, 0, 0, 10, 0, i >> 8, i & 0xff, 10, 1, 0, 1], 14);
  frame.writeUInt16BE(length - 14, 16);
  frame.writeUInt16BE(20_000 + i, 34);
  frame.writeUInt16BE(443, 36);
  frame.writeUInt32BE(1, 42);
  frame.set([0x50, 0x18, 0xff, 0xff], 46);
  return { frame, payload: length - HEADERS, seq: 1 };
});

/** struct iovec: address 8, length 8. struct mmsghdr: name 8, its length 8, vectors 8, how many 8, control 16, flags 8, sent 8. */
const vectors = Buffer.alloc(VECTOR * CONNECTIONS);
const messages = Buffer.alloc(MESSAGE * CONNECTIONS);
frames.forEach(({ frame }, i) => {
  vectors.writeBigUInt64LE(koffi.address(frame), VECTOR * i);
  vectors.writeBigUInt64LE(BigInt(frame.length), VECTOR * i + 8);
  messages.writeBigUInt64LE(koffi.address(address), MESSAGE * i);
  messages.writeUInt32LE(ADDRESS, MESSAGE * i + 8);
  messages.writeBigUInt64LE(koffi.address(vectors) + BigInt(VECTOR * i), MESSAGE * i + 16);
  messages.writeBigUInt64LE(1n, MESSAGE * i + 24);
});

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const total = rate * seconds;
const before = transmitted();
const began = performance.now();
let sent = 0;
for (let at = 0; sent < total; at = (at + TOGETHER) % CONNECTIONS) {
  const early = (sent / rate) * 1e3 - (performance.now() - began);
  if (early > 1) Atomics.wait(sleeper, 0, 0, early);
  // Where the machine cannot keep up, the rate is what it can do.
  if (performance.now() - began > seconds * 1e3) break;
  for (let i = at; i < at + TOGETHER; i++) {
    const { frame, payload } = frames[i];
    frame.writeUInt32BE(frames[i].seq, 38);
    frames[i].seq = (frames[i].seq + payload) >>> 0;
  }
  const done = sendAll(socket, messages.subarray(MESSAGE * at), TOGETHER, 0);
  if (done > 0) sent += done;
}
const wall = (performance.now() - began) / 1e3;
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ sent: transmitted() - before, seconds: wall, cpu: (user + system) / 1e6 }));

/** As the interface counts, which may refuse some. */
function transmitted() {
  const line = readFileSync('/proc/self/net/dev', 'utf8')
    .split('\n')
    .find((each) => each.trim().startsWith(`${name}:`));
  return Number(line.split(':')[1].trim().split(/\s+/)[9]);
}
