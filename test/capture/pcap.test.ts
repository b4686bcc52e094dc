import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BATCH_SIZE } from '../../src/capture/packets.ts';
import {
  captureFromChunks,
  concat,
  expected,
  type FilePacket,
  frameOf,
  pcapFile,
  readAll,
} from '../support/capture-files.ts';

const PACKETS: FilePacket[] = [
  { time: 1_700_000_000_123_456_789n, frame: frameOf(60) },
  { time: 1_700_000_000_123_456_790n, frame: frameOf(61, 1), wireLength: 1514 },
  { time: 1_700_000_000_000_000_000n, frame: frameOf(1, 2) },
  { time: 1_700_000_099_999_999_999n, frame: frameOf(0), wireLength: 40 },
  { time: 1_708_000_000_999_999_999n, frame: frameOf(262144, 3) },
];

const VARIANTS = [false, true].flatMap((bigEndian) =>
  [{ nanoseconds: false }, { nanoseconds: true }, { modified: true }].map((variant) => ({ bigEndian, ...variant })),
);

describe('pcap', () => {
  it.each(VARIANTS)('gives every packet of %o', async (variant) => {
    const capture = await captureFromChunks(pcapFile(PACKETS, variant));
    expect(await readAll(capture)).toEqual(
      expected(PACKETS, 'nanoseconds' in variant && variant.nanoseconds ? 1n : 1000n),
    );
    expect(capture.epoch).toBe(1_700_000_000);
    expect(capture.warnings).toEqual([]);
  });

  it.each(VARIANTS)('gives the same of %o through gzip', async (variant) => {
    const file = pcapFile(PACKETS, variant);
    const plain = await readAll(await captureFromChunks(file));
    const capture = await captureFromChunks(gzipSync(file));
    expect(await readAll(capture)).toEqual(plain);
    expect(capture.warnings).toEqual([]);
  });

  it('reads times up to the year 2106', async () => {
    const packets = [{ time: 4_294_967_295_999_999_999n, frame: frameOf(60) }];
    expect(await readAll(await captureFromChunks(pcapFile(packets, { nanoseconds: true })))).toEqual(expected(packets));
  });

  it('reads files from before version 2.3, whose lengths are swapped', async () => {
    const packets = [{ time: 1_000_000_000n, frame: frameOf(60), wireLength: 1514 }];
    const file = pcapFile(packets, { version: [2, 2] });
    expect(await readAll(await captureFromChunks(file))).toEqual(expected(packets));
  });

  it('refuses versions that do not exist', async () => {
    const capture = await captureFromChunks(pcapFile(PACKETS, { version: [3, 0] }));
    await expect(readAll(capture)).rejects.toMatchObject({
      code: 'not-a-capture',
      message: 'standard input is a pcap file of version 3.0, which does not exist',
    });
  });

  it('tells the link type apart from the length of the frame check sequence above it', async () => {
    const capture = await captureFromChunks(pcapFile([], { linkType: 0x4400_0000 + 276, snapLength: 96 }));
    expect(await readAll(capture)).toEqual([]);
    expect(capture.interfaces).toEqual([
      { linkType: 276, name: null, snapLength: 96, drops: { kernel: 0, interface: 0 } },
    ]);
    expect(capture.warnings).toEqual([]);
    expect(capture.epoch).toBe(0);
  });

  it('takes frames above 256 KiB only where the header announces them', async () => {
    const packets = [{ time: 0n, frame: frameOf(600_000) }];
    expect(await readAll(await captureFromChunks(pcapFile(packets, { snapLength: 1 << 20 })))).toEqual(
      expected(packets),
    );
    const capture = await captureFromChunks(pcapFile(packets));
    expect(await readAll(capture)).toEqual([]);
    expect(capture.warnings).toEqual([
      'standard input: corrupt packet record at byte 24 (captured length 600000); everything before it is reported',
    ]);
  });

  it('lets time step back, and now stand still meanwhile', async () => {
    const seconds = [10n, 12n, 9n, 11n, 13n];
    const capture = await captureFromChunks(
      pcapFile(seconds.map((s) => ({ time: s * 1_000_000_000n, frame: frameOf(4) }))),
    );
    for await (const batch of capture) {
      expect([...batch.time.subarray(batch.from, batch.to)]).toEqual([0, 2e9, -1e9, 1e9, 3e9]);
      expect(batch.now).toBe(3e9);
    }
  });

  it('names a second file that was appended to the first', async () => {
    const first = pcapFile(PACKETS.slice(0, 1));
    const capture = await captureFromChunks(concat(first, pcapFile(PACKETS)));
    expect(await readAll(capture)).toHaveLength(1);
    expect(capture.warnings).toEqual([
      `standard input: another pcap file begins at byte ${first.length}, which belongs in a file of its own; everything before it is reported`,
    ]);
  });

  it('splits many packets into batches', async () => {
    const packets = Array.from({ length: 2.5 * BATCH_SIZE }, (_, i) => ({
      time: BigInt(i) * 1000n,
      frame: frameOf(60, i),
    }));
    const capture = await captureFromChunks(pcapFile(packets));
    let last = -1;
    for await (const batch of capture) {
      expect(batch.to - batch.from).toBeLessThanOrEqual(BATCH_SIZE);
      expect(batch.now).toBeGreaterThan(last);
      last = batch.now;
    }
    expect(last).toBe((packets.length - 1) * 1000);
  });
});
