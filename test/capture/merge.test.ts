/** Several inputs are one capture in time order. */
import { execFileSync } from 'node:child_process';
import { createWriteStream, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open.ts';
import { BATCH_SIZE } from '../../src/capture/packets.ts';
import {
  Blocks,
  concat,
  directoryOf,
  type FilePacket,
  frameOf,
  pcapFile,
  pcapngFile,
  readAll,
  readOne,
} from '../support/capture-files.ts';

const START = 1_700_000_000_000_000_000n;

function packetsAt(...milliseconds: readonly number[]): FilePacket[] {
  return milliseconds.map((ms) => ({ time: START + BigInt(ms) * 1_000_000n, frame: frameOf(20, ms) }));
}

/** The files of a directory as one capture, in the order of their names. */
function openFiles(files: Readonly<Record<string, Uint8Array>>) {
  const directory = directoryOf(files);
  return openCapture(Object.keys(files).map((name) => join(directory, name)));
}

async function millisecondsOf(files: Readonly<Record<string, Uint8Array>>): Promise<number[]> {
  const packets = await readAll(await openFiles(files));
  return packets.map(({ time }) => Number((time - START) / 1_000_000n));
}

/** Packets that fill a batch and half of another. */
const MORE = BATCH_SIZE * 1.5;

describe('several files', () => {
  it('are read by time, in whatever order they are named', async () => {
    const times = await millisecondsOf({
      late: pcapFile(packetsAt(3000, 3001)),
      early: pcapngFile(packetsAt(0, 1)),
      middle: gzipSync(pcapFile(packetsAt(1000, 1001))),
    });
    expect(times).toEqual([0, 1, 1000, 1001, 3000, 3001]);
  });

  it('are merged packet by packet where they overlap, earlier names first at equal times', async () => {
    const capture = await openFiles({
      a: pcapFile([...packetsAt(0, 5, 5, 9)], { linkType: 1 }),
      b: pcapFile([...packetsAt(1, 5, 6, 20)], { linkType: 113 }),
      c: pcapFile([...packetsAt(10, 11)], { linkType: 1 }),
    });
    const read = await readAll(capture);
    expect(read.map(({ time, interfaceIndex }) => [Number((time - START) / 1_000_000n), interfaceIndex])).toEqual([
      [0, 0],
      [1, 1],
      [5, 0],
      [5, 0],
      [5, 1],
      [6, 1],
      [9, 0],
      [10, 0],
      [11, 0],
      [20, 1],
    ]);
    expect(capture.interfaces.map(({ linkType }) => linkType)).toEqual([1, 113]);
  });

  it('keep their own order where time steps back in one', async () => {
    expect(await millisecondsOf({ a: pcapFile(packetsAt(0, 50, 10, 60)), b: pcapFile(packetsAt(40, 55)) })).toEqual([
      0, 40, 50, 10, 55, 60,
    ]);
  });

  it('share one epoch and one clock', async () => {
    const capture = await openFiles({ late: pcapFile(packetsAt(90_500)), early: pcapFile(packetsAt(1500, 2500)) });
    const seen: number[][] = [];
    for await (const batch of capture) {
      seen.push([...batch.time.subarray(batch.from, batch.to)]);
      expect(batch.now).toBe(seen.at(-1)!.at(-1));
    }
    expect(capture.epoch).toBe(1_700_000_001);
    expect(seen).toEqual([[0.5e9, 1.5e9], [89.5e9]]);
  });

  it('cost no more batches than one file where they do not overlap', async () => {
    const part = (from: number) => pcapFile(packetsAt(...Array.from({ length: MORE }, (_, i) => from + i)));
    const capture = await openFiles({ a: part(0), b: part(MORE - 1), c: part(2 * MORE - 1) });
    let batches = 0;
    for await (const batch of capture) if (batch.to > batch.from) batches++;
    expect(batches).toBe(6);
  });

  it('go on with the older file where the newer begins in the same instant, beyond the end of a batch too', async () => {
    const older = Array.from({ length: MORE }, () => 7);
    const capture = await openFiles({
      newer: pcapFile(packetsAt(7, 8), { linkType: 2 }),
      older: pcapFile(packetsAt(6, ...older)),
    });
    const order = (await readAll(capture)).map(({ interfaceIndex }) => interfaceIndex);
    expect(order).toEqual([0, ...older.map(() => 0), 1, 1]);
  });

  it('may have no packets, and still tell of their interfaces', async () => {
    const capture = await openFiles({ none: pcapFile([], { linkType: 276 }), some: pcapFile(packetsAt(1)) });
    expect(await readAll(capture)).toHaveLength(1);
    expect(capture.interfaces.map(({ linkType }) => linkType)).toEqual([1, 276]);
  });

  it('may tell no time', async () => {
    const blocks = new Blocks();
    const untimed = concat(blocks.section(), blocks.interface(), blocks.simple(frameOf(60)));
    expect(await millisecondsOf({ untimed, timed: pcapFile(packetsAt(1, 2)) })).toEqual([1, 2, 2]);
    const none = await readAll(await openFiles({ untimed, another: untimed }));
    expect(none.map(({ time }) => time)).toEqual([0n, 0n]);
  });

  it('are reported each with its own damage', async () => {
    const file = pcapFile(packetsAt(0, 10));
    const capture = await openFiles({ a: file.subarray(0, file.length - 1), b: pcapFile(packetsAt(5)) });
    expect(await readAll(capture)).toHaveLength(2);
    expect(capture.warnings).toEqual([
      expect.stringMatching(
        /\/a: cut off in the middle of a packet record at byte 60; everything before it is reported$/,
      ),
    ]);
  });

  it('are one capture with standard input, and with pipes', async () => {
    const directory = directoryOf({ file: pcapFile(packetsAt(2000, 4000)) });
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const stdin = Readable.from([pcapFile(packetsAt(1000, 5000))], { objectMode: false });
    const capture = await openCapture([join(directory, 'file'), '-', pipe], { stdin });
    createWriteStream(pipe).end(pcapFile(packetsAt(3000, 6000)));
    const read = await readAll(capture);
    expect(read.map(({ time }) => Number((time - START) / 1_000_000_000n))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(capture.epoch).toBe(1_700_000_001);
    expect(capture.progress.total).toBeNull();
  });

  it('give all packets of all, in time order, whatever the files hold', async () => {
    const times = fc.array(fc.nat(5000), { maxLength: 40 }).map((list) => list.sort((a, b) => a - b));
    const format = fc.constantFrom(pcapFile, pcapngFile);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(times, format), { minLength: 1, maxLength: 6 }), async (files) => {
        const made = files.map(([list, make], i) => [`f${i}`, make(packetsAt(...list))] as const);
        const merged = await millisecondsOf(Object.fromEntries(made));
        expect(merged).toEqual(files.flatMap(([list]) => list).sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});

describe('hundreds of files', () => {
  const descriptors = () => readdirSync('/proc/self/fd').length;
  const COUNT = 300;

  it.skipIf(process.platform !== 'linux').each([
    ['rotated', (i: number) => [i * 10, i * 10 + 9]],
    ['side by side', (i: number) => [i, 1000 + i, 2000 - i]],
  ])('need few descriptors (counted in /proc): %s', async (_, times) => {
    const files = Array.from({ length: COUNT }, (_, i) => [`f${1000 - i}`, pcapFile(packetsAt(...times(i)))] as const);
    const before = descriptors();
    const capture = await openFiles(Object.fromEntries(files));
    let most = 0;
    let last = Number.NEGATIVE_INFINITY;
    let count = 0;
    for await (const batch of capture) {
      most = Math.max(most, descriptors() - before);
      for (let i = batch.from; i < batch.to; i++) {
        const time = Number(readOne(capture, batch, i).time - START);
        expect(time).toBeGreaterThanOrEqual(last);
        last = time;
        count++;
      }
    }
    expect(count).toBe(COUNT * times(0).length);
    expect(most).toBeLessThan(8);
    expect(capture.interfaces).toHaveLength(1);
    expect(descriptors()).toBeLessThanOrEqual(before + 1);
  });

  it('tell of one that is gone when its turn comes', async () => {
    const directory = directoryOf();
    for (let i = 0; i < 70; i++) writeFileSync(join(directory, `f${i + 10}`), pcapFile(packetsAt(i)));
    const capture = await openCapture(directory);
    unlinkSync(join(directory, 'f20'));
    expect(await readAll(capture)).toHaveLength(69);
    expect(capture.warnings).toEqual([
      expect.stringMatching(/f20: cannot be read on at byte 0 \(ENOENT.*; it is left out$/),
    ]);
  });
});
