/**
 * A recorder: the package `cap`. A program of its own, started by `in-node.ts`, which matters here: it ends with the whole
 * process where an interface goes down. It tells neither when a packet came nor how many were lost.
 */
import { giveUp, obey, put, recipe } from './duty.ts';

const { interface: name, filter, snapLength, buffer } = recipe();

/** LINKTYPE_ numbers (tcpdump.org/linktypes.html) of its names. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  IEEE802_11_RADIO: 127,
};
const MAGIC = 0xa1b23c4d;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** Octets of records that are written at once, at most. */
const OUTPUT = 1 << 19;

const { Cap } = (await import('cap').catch(() => giveUp('the package cap is not installed, or its libpcap is not')))
  .default;

/** Held here: nobody else keeps it, and packets are written into it. */
const packet = Buffer.allocUnsafeSlow(65_535);
const output = Buffer.allocUnsafeSlow(OUTPUT);
let length = 0;
let received = 0;

const cap = new Cap();
const linkType = open();
output.writeUInt32LE(MAGIC, 0);
output.writeUInt16LE(2, 4);
output.writeUInt16LE(4, 6);
output.writeBigUInt64LE(0n, 8);
output.writeUInt32LE(snapLength, 16);
output.writeUInt32LE(linkType, 20);
length = FILE_HEADER;
flush();

cap.on('packet', (octets) => {
  received++;
  const kept = Math.min(octets, snapLength);
  if (length + RECORD_HEADER + kept > OUTPUT) flush();
  // The first of a burst has it written when all of the burst are here.
  if (length === 0) setImmediate(flush);
  const now = performance.timeOrigin + performance.now();
  const seconds = Math.floor(now / 1e3);
  output.writeUInt32LE(seconds, length);
  output.writeUInt32LE(Math.floor((now - seconds * 1e3) * 1e6), length + 4);
  output.writeUInt32LE(kept, length + 8);
  output.writeUInt32LE(octets, length + 12);
  packet.copy(output, length + RECORD_HEADER, 0, kept);
  length += RECORD_HEADER + kept;
});

obey(name, () => ({ received, droppedKernel: 0, droppedInterface: 0 }), flush);

/** @returns the link type */
function open(): number {
  try {
    const found = cap.open(name, filter, buffer * 1024, packet);
    return LINK_TYPES[found] ?? Number(/\d+$/.exec(found)![0]);
  } catch (error) {
    return giveUp((error as Error).message);
  }
}

function flush(): void {
  put(output.subarray(0, length));
  length = 0;
}
