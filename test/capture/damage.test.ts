/** What is cut off, corrupt or hostile: all before it is reported, with one sentence that says where and why. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open.ts';
import {
  Blocks,
  captureFromChunks,
  concat,
  directoryOf,
  frameOf,
  pcapFile,
  readAll,
} from '../support/capture-files.ts';

const PACKETS = Array.from({ length: 5 }, (_, i) => ({ time: BigInt(i) * 1_000_000n, frame: frameOf(60, i) }));
const RECORD = 16 + 60;
const blocks = new Blocks();
const PREFIX = concat(blocks.section(), blocks.interface(), blocks.enhanced(1n, frameOf(60)));

async function damageOf(file: Uint8Array): Promise<{ packets: number; warnings: readonly string[] }> {
  const capture = await captureFromChunks(file);
  const packets = await readAll(capture);
  return { packets: packets.length, warnings: capture.warnings };
}

function warning(damage: string): string[] {
  return [`standard input: ${damage}; everything before it is reported`];
}

/** A copy with a 32-bit number changed. */
function patched(file: Uint8Array, at: number, value: number): Uint8Array {
  const copy = file.slice();
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

describe('a damaged pcap file', () => {
  const file = pcapFile(PACKETS);

  it('gives what comes before a cut at any octet', async () => {
    for (let length = 24; length <= file.length; length++) {
      const whole = Math.floor((length - 24) / RECORD);
      const start = 24 + whole * RECORD;
      expect(await damageOf(file.subarray(0, length))).toEqual({
        packets: whole,
        warnings: start === length ? [] : warning(`cut off in the middle of a packet record at byte ${start}`),
      });
    }
  });

  it.each([0xffffffff, 0x80000000, 0x7fffffff, 262145])('stops at a captured length of %d', async (captured) => {
    expect(await damageOf(patched(file, 24 + 2 * RECORD + 8, captured))).toEqual({
      packets: 2,
      warnings: warning(`corrupt packet record at byte ${24 + 2 * RECORD} (captured length ${captured})`),
    });
  });

  it('stops where a file goes on with zeros', async () => {
    expect(await damageOf(concat(file, new Uint8Array(4096)))).toEqual({
      packets: 5,
      warnings: warning(`corrupt packet record at byte ${file.length} (a packet without octets)`),
    });
  });

  it('takes wire lengths that are too small or negative for the captured one', async () => {
    for (const wireLength of [0, 59, 0xffffffff, 0x80000000]) {
      const packets = await readAll(await captureFromChunks(patched(file, 24 + 12, wireLength)));
      expect(packets[0]!.wireLength).toBe(60);
    }
  });
});

describe('a damaged pcapng file', () => {
  const at = PREFIX.length;
  const good = blocks.enhanced(2n, frameOf(60));

  it('gives what comes before a cut at any octet', async () => {
    for (let length = at + 1; length < at + good.length; length++) {
      expect(await damageOf(concat(PREFIX, good).subarray(0, length))).toEqual({
        packets: 1,
        warnings: warning(`cut off in the middle of a block at byte ${at}`),
      });
    }
  });

  it('gives what comes before a cut in a block that is stepped over', async () => {
    const long = blocks.block(4, frameOf(100_000));
    for (const length of [3, 13, 90_000, long.length - 1]) {
      expect(await damageOf(concat(PREFIX, long.subarray(0, length)))).toEqual({
        packets: 1,
        warnings: warning(`cut off in the middle of a block at byte ${at}`),
      });
    }
  });

  it.each([
    ['no length', patched(good, 4, 0), 'length 0'],
    ['a negative length', patched(good, 4, 0xfffffff0), 'length 4294967280'],
    ['a length beyond the window', patched(good, 4, (1 << 20) + 4), 'length 1048580'],
    ['lengths that differ', patched(good, good.length - 4, 96), 'its two lengths differ'],
    ['an interface that is not described', patched(good, 8, 1), 'interface 1 is not described'],
    ['a negative interface', patched(good, 8, 0xffffffff), 'interface 4294967295 is not described'],
    ['a captured length beyond the block', patched(good, 20, 61), 'captured length 61 in a block of 92'],
    ['a negative captured length', patched(good, 20, 0xffffffff), 'captured length 4294967295 in a block of 92'],
    ['an unknown block that is too short', patched(blocks.block(4, frameOf(4)), 4, 8), 'length 8'],
    ['an unknown block that is too long', patched(blocks.block(4, frameOf(4)), 4, (1 << 24) + 4), 'length 16777220'],
    ['an unknown block whose lengths differ', patched(blocks.block(4, frameOf(4)), 12, 20), 'its two lengths differ'],
    ['a short interface description', blocks.block(1, frameOf(4)), 'length 16'],
    ['a huge interface description', patched(blocks.interface(), 4, 1 << 21), 'length 2097152'],
    ['short statistics', blocks.block(5, frameOf(8)), 'length 20'],
    ['a section without byte order', patched(blocks.section(), 8, 0), 'no byte-order magic'],
    ['a section of a later version', patched(blocks.section(), 12, 2), 'section of version 2'],
  ])('stops at %s', async (_, block, reason) => {
    if (reason === 'captured length 61 in a block of 92') block = patched(block, 24, 61);
    expect(await damageOf(concat(PREFIX, block, good))).toEqual({
      packets: 1,
      warnings: warning(`corrupt block at byte ${at} (${reason})`),
    });
  });

  it('stops at more interfaces than anybody has', async () => {
    const many = concat(...Array.from({ length: 65_536 }, () => blocks.interface()));
    const capture = await captureFromChunks(concat(PREFIX, many));
    expect(await readAll(capture)).toHaveLength(1);
    expect(capture.interfaces).toHaveLength(65_536);
    const last = PREFIX.length + many.length - blocks.interface().length;
    expect(capture.warnings).toEqual(warning(`corrupt block at byte ${last} (too many interfaces)`));
  });

  it('reads on past options that do not fit their block', async () => {
    const description = blocks.interface({ name: 'eth0', resolution: 9 });
    new DataView(description.buffer).setUint16(18, 60_000, true);
    const capture = await captureFromChunks(
      concat(blocks.section(), description, blocks.enhanced(2_000_000n, frameOf(60))),
    );
    expect(await readAll(capture)).toMatchObject([{ time: 2_000_000_000n }]);
    expect(capture.interfaces).toMatchObject([{ name: null }]);
  });

  it('keeps times that no clock can tell within reach of a date', async () => {
    const capture = await captureFromChunks(
      concat(
        blocks.section(),
        blocks.interface({ resolution: 0, offset: 2n ** 63n - 1n }),
        blocks.interface({ resolution: 127 }),
        blocks.interface({ resolution: 255, offset: -(2n ** 63n) }),
        ...[0, 1, 2].map((id) => blocks.enhanced(2n ** 64n - 1n, frameOf(4), { id })),
      ),
    );
    for await (const batch of capture) {
      const dates = [...batch.time.subarray(0, 3)].map((time) =>
        new Date((capture.epoch + time / 1e9) * 1000).getTime(),
      );
      expect(dates).not.toContain(Number.NaN);
    }
    expect(capture.epoch).toBe(253_402_300_799);
  });
});

describe('damaged gzip data', () => {
  const packets = Array.from({ length: 4000 }, (_, i) => ({ time: BigInt(i), frame: frameOf(60 + (i % 97), i * i) }));
  const file = pcapFile(packets);
  const packed = gzipSync(file);

  it('gives what comes before a cut', async () => {
    const cut = packed.subarray(0, packed.length >> 1);
    const { packets: count, warnings } = await damageOf(cut);
    expect(count).toBeGreaterThan(1000);
    expect(count).toBeLessThan(4000);
    expect(warnings).toEqual(warning(`gzip data cut off at byte ${cut.length}`));
  });

  it('gives all packets where only the trailer is cut off', async () => {
    const cut = packed.subarray(0, packed.length - 3);
    expect(await damageOf(cut)).toEqual({
      packets: 4000,
      warnings: warning(`gzip data cut off at byte ${cut.length}`),
    });
  });

  it('gives what comes before a corruption in a file, up to it', async () => {
    for (const part of [0.3, 0.9]) {
      const at = Math.floor(packed.length * part);
      const corrupt = concat(packed.subarray(0, at), new Uint8Array(64).fill(0xff), packed.subarray(at + 64));
      const path = `${directoryOf({ 'x.pcap.gz': corrupt })}/x.pcap.gz`;
      const intact = await damageOf(packed.subarray(0, at));
      const capture = await openCapture(path);
      const { length } = await readAll(capture);
      expect(length).toBeGreaterThan(intact.packets - 20);
      expect(capture.warnings[0]).toMatch(
        /x\.pcap\.gz: corrupt (gzip data after|packet record at) byte \d+ \(.*\); everything before/,
      );
      expect(capture.warnings).toHaveLength(1);
    }
  });

  it('gives all packets of a file whose checksum is wrong', async () => {
    const corrupt = Uint8Array.from(packed);
    corrupt[packed.length - 6]! ^= 1;
    const capture = await openCapture(`${directoryOf({ 'x.gz': corrupt })}/x.gz`);
    expect(await readAll(capture)).toHaveLength(4000);
    expect(capture.warnings[0]).toMatch(/x\.gz: corrupt gzip data after byte \d+ \(incorrect data check\); everything/);
    expect(capture.progress).toEqual({ read: corrupt.length, total: corrupt.length });
  });

  it('takes zeros behind the last member as padding', async () => {
    expect(await damageOf(concat(packed, new Uint8Array(512)))).toEqual({ packets: 4000, warnings: [] });
  });

  it('streams a bomb', async () => {
    const zeros = gzipSync(new Uint8Array(1 << 24));
    const bomb = concat(
      gzipSync(concat(pcapFile(PACKETS).subarray(0, 24))),
      ...Array.from({ length: 20 }, () => zeros),
    );
    expect(await damageOf(bomb)).toMatchObject({
      packets: 0,
      warnings: [expect.stringContaining('a packet without octets')],
    });
  });
});
