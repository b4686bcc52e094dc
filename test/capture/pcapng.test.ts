import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Blocks, captureFromChunks, concat, fingerprint, frameOf, readAll } from '../support/capture-files.ts';

const little = new Blocks();
const big = new Blocks({ bigEndian: true });
const frame = frameOf(61);

async function read(...blocks: readonly Uint8Array[]) {
  const capture = await captureFromChunks(concat(...blocks));
  const packets = await readAll(capture);
  return { capture, packets, times: packets.map(({ time }) => time) };
}

describe('pcapng', () => {
  it.each([
    ['little-endian', little],
    ['big-endian', big],
  ])('reads all kinds of packet blocks, %s', async (_, blocks) => {
    const { capture, packets } = await read(
      blocks.section([[4, new TextEncoder().encode('a program')]]),
      blocks.interface({ linkType: 1, snapLength: 96, name: 'eth0', resolution: 9 }),
      blocks.interface({ linkType: 276, name: 'any' }),
      blocks.enhanced(1_700_000_000_123_456_789n, frame, { wireLength: 1514, blockOptions: [[1, frameOf(9)]] }),
      blocks.packet(1_700_000_001_000_001n, frameOf(3), { id: 1 }),
      blocks.simple(frame),
      blocks.simple(frameOf(96), 4000),
      blocks.enhanced(1_700_000_000_000_001n, frameOf(4), { id: 1 }),
    );
    const octets = (length: number) => fingerprint(frameOf(length));
    expect(packets).toEqual([
      { time: 1_700_000_000_123_456_789n, frame: octets(61), wireLength: 1514, interfaceIndex: 0 },
      { time: 1_700_000_001_000_001_000n, frame: octets(3), wireLength: 3, interfaceIndex: 1 },
      { time: 1_700_000_001_000_001_000n, frame: octets(61), wireLength: 61, interfaceIndex: 0 },
      { time: 1_700_000_001_000_001_000n, frame: octets(96), wireLength: 4000, interfaceIndex: 0 },
      { time: 1_700_000_000_000_001_000n, frame: octets(4), wireLength: 4, interfaceIndex: 1 },
    ]);
    expect(capture.interfaces).toMatchObject([
      { linkType: 1, name: 'eth0', snapLength: 96 },
      { linkType: 276, name: 'any', snapLength: 0 },
    ]);
    expect(capture.warnings).toEqual([]);
  });

  it('gives packets that come before any time the time 0', async () => {
    const { capture, times } = await read(
      little.section(),
      little.interface(),
      little.simple(frame),
      little.enhanced(1_700_000_000_500_000n, frame),
    );
    expect(times).toEqual([1_700_000_000_000_000_000n, 1_700_000_000_500_000_000n]);
    expect(capture.epoch).toBe(1_700_000_000);
  });

  it('reads a capture that tells no time at all', async () => {
    const { capture, times } = await read(
      little.section(),
      little.interface(),
      little.simple(frame),
      little.simple(frame),
    );
    expect(times).toEqual([0n, 0n]);
    expect(capture.epoch).toBe(0);
  });

  // A second and a bit, and the same a day later, in ticks of each resolution.
  it.each([
    { resolution: 0, perSecond: 1n },
    { resolution: 3, perSecond: 10n ** 3n },
    { resolution: 6, perSecond: 10n ** 6n },
    { resolution: 7, perSecond: 10n ** 7n },
    { resolution: 9, perSecond: 10n ** 9n },
    { resolution: 10, perSecond: 10n ** 10n },
    { resolution: 0x80 + 10, perSecond: 1n << 10n },
    { resolution: 0x80 + 20, perSecond: 1n << 20n },
    { resolution: 0x80 + 32, perSecond: 1n << 32n },
  ])('counts time in units of if_tsresol $resolution', async ({ resolution, perSecond }) => {
    const start = 1_700_000_000n * perSecond;
    const ticks = [
      start,
      start + 1n,
      start + perSecond - 1n,
      start + 86_400n * perSecond + perSecond / 3n,
      start - 5n * perSecond,
    ];
    const exact = ticks.map((tick) => (tick * 10n ** 9n) / perSecond);
    for (const blocks of [little, big]) {
      const { times } = await read(
        blocks.section(),
        blocks.interface({ resolution }),
        ...ticks.map((tick) => blocks.enhanced(tick, frame)),
      );
      const tolerance = resolution <= 9 ? 0n : 1n;
      for (const [i, time] of times.entries()) {
        expect(time).toBeGreaterThanOrEqual(exact[i]! - tolerance);
        expect(time).toBeLessThanOrEqual(exact[i]! + tolerance);
      }
      expect(times).toHaveLength(ticks.length);
    }
  });

  it('counts picoseconds within a nanosecond', async () => {
    const ticks = [1_000_000n, 2_000_001n, 18_000_000_000_000_999_999n];
    const { times } = await read(
      little.section(),
      little.interface({ resolution: 12, offset: 1_700_000_000n }),
      ...ticks.map((tick) => little.enhanced(tick, frame)),
    );
    expect(times.slice(0, 2)).toEqual([1_700_000_000_000_001_000n, 1_700_000_000_000_002_000n]);
    // Five hours on, picoseconds no longer fit a double.
    expect(Number(times[2]! - 1_718_000_000_000_000_999n)).toBeOneOf([-1, 0, 1]);
  });

  it.each([3600n, -3600n, 0n, -1_700_000_000n])('adds an if_tsoffset of %d s', async (offset) => {
    const ticks = 1_700_000_000_123_456_789n;
    const { times } = await read(
      little.section(),
      little.interface({ resolution: 9, offset }),
      little.interface({ resolution: 6 }),
      little.enhanced(ticks, frame),
      little.enhanced(1_700_000_000_000_001n, frame, { id: 1 }),
    );
    expect(times[0]).toBe(ticks + offset * 1_000_000_000n);
  });

  it('mixes interfaces of different resolution and offset', async () => {
    const { times } = await read(
      little.section(),
      little.interface({ resolution: 9 }),
      little.interface({ resolution: 6, offset: -7200n }),
      little.interface({ resolution: 0x80 + 16, offset: 100n }),
      little.enhanced(1_700_000_000_000_000_007n, frame),
      little.enhanced(1_700_007_200_000_001n, frame, { id: 1 }),
      little.enhanced((1_699_999_900n << 16n) + 0x8000n, frame, { id: 2 }),
      little.enhanced(1_700_000_000_999_999_999n, frame),
    );
    expect(times).toEqual([
      1_700_000_000_000_000_007n,
      1_700_000_000_000_001_000n,
      1_700_000_000_500_000_000n,
      1_700_000_000_999_999_999n,
    ]);
  });

  it('gives every section its own byte order and interfaces', async () => {
    const { capture, packets } = await read(
      little.section(),
      little.interface({ linkType: 1, name: 'a' }),
      little.interface({ linkType: 1, name: 'b' }),
      little.enhanced(1_000_000n, frame, { id: 1 }),
      big.section(),
      big.interface({ linkType: 113, name: 'c', resolution: 9 }),
      big.enhanced(2_000_000_000n, frame),
      little.section(),
      little.interface({ linkType: 1, name: 'b' }),
      little.interface({ linkType: 1, name: 'b' }),
      little.enhanced(3_000_000n, frame, { id: 0 }),
      little.enhanced(4_000_000n, frame, { id: 1 }),
    );
    expect(packets.map(({ time, interfaceIndex }) => [time / 1_000_000_000n, interfaceIndex])).toEqual([
      [1n, 1],
      [2n, 2],
      [3n, 1],
      [4n, 3],
    ]);
    expect(capture.interfaces.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'b']);
  });

  it('reads interfaces that are described between packets', async () => {
    const { packets } = await read(
      little.section(),
      little.interface(),
      little.enhanced(1_700_000_000_000_000n, frame),
      little.interface({ resolution: 9, name: 'late' }),
      little.enhanced(1_700_000_000_000_000_001n, frame, { id: 1 }),
    );
    expect(packets.map(({ time, interfaceIndex }) => [time, interfaceIndex])).toEqual([
      [1_700_000_000_000_000_000n, 0],
      [1_700_000_000_000_000_001n, 1],
    ]);
  });

  it('takes the drops from interface statistics, which run from the start of the capture', async () => {
    const { capture } = await read(
      little.section(),
      little.interface({ name: 'a' }),
      little.interface({ name: 'b' }),
      little.statistics(1, { interface: 3, system: 70_000 }),
      little.enhanced(0n, frame),
      little.statistics(1, { interface: 5 }),
      little.statistics(0, {}),
      little.statistics(9, { interface: 1 }),
    );
    expect(capture.interfaces.map(({ drops }) => drops)).toEqual([
      { kernel: 0, interface: 0 },
      { kernel: 70_000, interface: 5 },
    ]);
  });

  it('steps over blocks that it does not know, however long', async () => {
    const { packets, capture } = await read(
      little.section(),
      little.block(4, frameOf(100)),
      little.interface(),
      little.block(0x0bad, frameOf(5_000_000)),
      little.enhanced(1n, frame),
      little.block(10, frameOf(0)),
      little.block(0x4000_0bad, frameOf(16)),
      little.enhanced(2n, frame),
      little.block(0x8000_0001, frameOf(16_000_000)),
    );
    expect(packets).toHaveLength(2);
    expect(capture.warnings).toEqual([]);
  });

  it('gives the same through gzip, also of several members', async () => {
    const parts = [
      concat(little.section(), little.interface(), little.enhanced(1n, frame)),
      concat(little.enhanced(2n, frame), big.section(), big.interface()),
      big.enhanced(3n, frame),
    ];
    const plain = await read(...parts);
    const packed = await read(...parts.map((part) => gzipSync(part)));
    expect(packed.packets).toEqual(plain.packets);
    expect(packed.packets).toHaveLength(3);
    expect(packed.capture.warnings).toEqual([]);
  });
});
