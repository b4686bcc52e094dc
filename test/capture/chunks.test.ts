/** However the octets arrive, the packets are the same. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Blocks, captureFromChunks, concat, frameOf, pcapFile, pcapngFile, readAll } from '../support/capture-files.ts';

const PACKETS = Array.from({ length: 40 }, (_, i) => ({
  time: BigInt(i) * 1_234_567_000n,
  frame: frameOf((i * 37) % 200, i),
  wireLength: 200,
}));
const little = new Blocks();
const big = new Blocks({ bigEndian: true });
const sections = concat(
  pcapngFile(PACKETS),
  little.block(4, frameOf(300)),
  big.section(),
  big.interface({ resolution: 6 }),
  big.simple(frameOf(33)),
  big.packet(7n, frameOf(34)),
  big.statistics(0, { interface: 3 }),
);

const FILES: readonly (readonly [string, Uint8Array])[] = [
  ['pcap', pcapFile(PACKETS)],
  ['pcap with modified headers', pcapFile(PACKETS, { modified: true, bigEndian: true })],
  ['pcapng', sections],
  ['pcap in gzip', gzipSync(pcapFile(PACKETS))],
  ['pcapng in gzip of several members', concat(gzipSync(sections.subarray(0, 500)), gzipSync(sections.subarray(500)))],
];

describe.each(FILES)('any split of a %s file', (_, file) => {
  const whole = captureFromChunks(file).then(readAll);

  it('gives the same packets', async () => {
    expect((await whole).length).toBeGreaterThanOrEqual(PACKETS.length);
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4000 })), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const chunks: Uint8Array[] = [];
        for (let at = 0, i = 0; at < file.length; at += lengths[i++ % lengths.length]!) {
          chunks.push(file.subarray(at, at + lengths[i % lengths.length]!));
        }
        const capture = await captureFromChunks(...chunks);
        expect(await readAll(capture)).toEqual(await whole);
        expect(capture.warnings).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same packets octet by octet', async () => {
    const capture = await captureFromChunks(...Array.from(file, (octet) => Uint8Array.of(octet)));
    expect(await readAll(capture)).toEqual(await whole);
  });
});

describe('a file larger than any buffer', () => {
  it('gives every packet', async () => {
    const packets = Array.from({ length: 60 }, (_, i) => ({ time: BigInt(i), frame: frameOf(100_000 + i, i) }));
    for (const make of [pcapFile, pcapngFile]) {
      const file = make(packets);
      const read = await readAll(await captureFromChunks(file));
      expect(read).toHaveLength(60);
      expect(new Set(read.map(({ frame }) => frame)).size).toBe(60);
      expect(await readAll(await captureFromChunks(gzipSync(file, { level: 1 })))).toEqual(read);
    }
  });
});
