/**
 * Mutated captures: whatever the octets, reading ends, gives frames that lie inside the buffer, and throws nothing but a
 * TcpstateError. Seeded, so that a failure comes again.
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LARGEST_WINDOW } from '../../src/capture/byte-window.ts';
import { TcpstateError } from '../../src/errors.ts';
import { Blocks, captureFromChunks, concat, frameOf, pcapFile, readOne } from '../support/capture-files.ts';

const PACKETS = Array.from({ length: 12 }, (_, i) => ({
  time: BigInt(i) * 1_000_000_001n,
  frame: frameOf(40 + 17 * i, i),
}));

function pcapngOf(bigEndian: boolean): Uint8Array {
  const blocks = new Blocks({ bigEndian });
  return concat(
    blocks.section([[3, new TextEncoder().encode('system')]]),
    blocks.interface({ name: 'eth0', resolution: 9, offset: -3600n }),
    ...PACKETS.map(({ time, frame }) => blocks.enhanced(time, frame)),
    blocks.block(4, frameOf(40)),
    blocks.interface({ resolution: 0x80 + 20 }),
    blocks.packet(77n, frameOf(50), { id: 1 }),
    blocks.simple(frameOf(51)),
    blocks.statistics(0, { interface: 1, system: 2 }),
  );
}

const SEEDS: readonly (readonly [string, Uint8Array])[] = [
  ['pcap', pcapFile(PACKETS)],
  ['big-endian pcap in nanoseconds', pcapFile(PACKETS, { bigEndian: true, nanoseconds: true })],
  ['pcap with modified headers', pcapFile(PACKETS, { modified: true })],
  ['pcapng', pcapngOf(false)],
  ['big-endian pcapng', pcapngOf(true)],
  ['gzip', gzipSync(pcapngOf(false))],
];

/** Values that length fields are attacked with. */
const EXTREMES = [
  0, 1, 3, 4, 11, 12, 16, 28, 0x7fff, 0x10000, 262145, 0x100000, 0x1000000, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** Numbers from 0 to below `limit`, the same for the same seed (mulberry32). */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** A copy with one to four changes. */
function mutate(original: Uint8Array, random: (limit: number) => number): Uint8Array {
  let file: Uint8Array = original.slice();
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(Math.max(file.length - 4, 1));
    switch (random(6)) {
      case 0:
        file[at] = (file[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        file = file.slice(0, at);
        break;
      case 2: {
        const word = at & ~3;
        if (word + 4 <= file.length) {
          new DataView(file.buffer).setUint32(word, EXTREMES[random(EXTREMES.length)]!, random(2) === 0);
        }
        break;
      }
      case 3: {
        const part = file.slice(at, at + random(200));
        file = concat(file.subarray(0, at), ...Array.from({ length: 1 + random(20) }, () => part), file.subarray(at));
        break;
      }
      case 4:
        file = concat(file.subarray(0, at), file.subarray(at + random(40)));
        break;
      default:
        file = concat(file.subarray(0, at), frameOf(random(64), random(256)), file.subarray(at));
    }
  }
  return file;
}

async function check(file: Uint8Array): Promise<void> {
  const capture = await captureFromChunks(file);
  let now = Number.NEGATIVE_INFINITY;
  try {
    for await (const batch of capture) {
      expect(batch.bytes.length).toBeLessThanOrEqual(LARGEST_WINDOW);
      expect(batch.from).toBeLessThan(batch.to);
      expect(batch.now).toBeGreaterThanOrEqual(now);
      now = batch.now;
      for (let i = batch.from; i < batch.to; i++) {
        const [start, end, wireLength] = [batch.start[i]!, batch.end[i]!, batch.wireLength[i]!];
        const isInside = 0 <= start && start <= end && end <= batch.bytes.length;
        const isKnown = capture.interfaces[batch.interfaceIndex[i]!] !== undefined;
        if (!isInside || wireLength < end - start || !isKnown || !Number.isInteger(batch.time[i])) {
          expect.fail(`packet ${JSON.stringify(readOne(capture, batch, i), (_, value) => String(value))}`);
        }
      }
    }
  } catch (error) {
    expect(error).toBeInstanceOf(TcpstateError);
  }
  expect(capture.warnings.length).toBeLessThanOrEqual(1);
  for (const warning of capture.warnings)
    expect(warning).toMatch(/^standard input: .* byte \d+.*; everything before it is reported$/);
}

describe('600 mutations each', () => {
  it.each(SEEDS)('of %s', async (_, original) => {
    const random = seeded(original.length);
    for (let round = 0; round < 600; round++) await check(mutate(original, random));
  });
});

describe('memory', () => {
  it('does not grow with what a file claims', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const blocks = new Blocks();
    const claim = blocks.enhanced(1n, frameOf(8));
    for (const length of [0x7fffffff, 0xfffffff0, 1 << 20, 1 << 24]) {
      new DataView(claim.buffer).setUint32(4, length, true);
      new DataView(claim.buffer).setUint32(20, length - 32, true);
      await check(concat(blocks.section(), blocks.interface(), claim, frameOf(3_000_000)));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });

  it('does not grow with sections that describe the same interfaces again', async () => {
    const blocks = new Blocks();
    const section = concat(blocks.section(), blocks.interface({ name: 'a' }), blocks.interface({ name: 'b' }));
    const capture = await captureFromChunks(...Array.from({ length: 5000 }, () => section));
    for await (const batch of capture) expect(batch).toBeUndefined();
    expect(capture.interfaces).toHaveLength(2);
  });
});
