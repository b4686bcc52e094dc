/** Builds capture files octet by octet, and reads captures back into plain lists. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { openCapture } from '../../src/capture/open.ts';
import type { Capture, PacketBatch } from '../../src/capture/packet-batch.ts';

/** A packet to be put into a file, or read from one; time in nanoseconds since the Unix epoch. */
export interface FilePacket {
  readonly time: bigint;
  readonly frame: Uint8Array;
  /** Octets on the wire; those of `frame` unless given. */
  readonly wireLength?: number;
  /** Of the section, in pcapng; 0 unless given. */
  readonly interfaceId?: number;
}

export interface PcapOptions {
  readonly bigEndian?: boolean;
  readonly nanoseconds?: boolean;
  /** With the 24-octet record headers of the Kuznetzov patch. */
  readonly modified?: boolean;
  readonly linkType?: number;
  readonly snapLength?: number;
  readonly version?: readonly [number, number];
}

/** Octets for a list of fields: numbers as [octets, value]. */
function octets(
  littleEndian: boolean,
  fields: readonly (readonly [1 | 2 | 4 | 8, number | bigint] | Uint8Array)[],
): Uint8Array {
  const parts = fields.map((field) => {
    if (field instanceof Uint8Array) return field;
    const [size, value] = field;
    const part = new DataView(new ArrayBuffer(8));
    part.setBigUint64(0, BigInt.asUintN(64, BigInt(value)), littleEndian);
    return new Uint8Array(part.buffer, littleEndian ? 0 : 8 - size, size);
  });
  return concat(...parts);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return joined(parts);
}

/** The same of more parts than fit as arguments. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A frame of the given length, each octet of which depends on `seed`. */
export function frameOf(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + seed * 13 + 1) & 0xff);
}

export function pcapFile(packets: readonly FilePacket[], options: PcapOptions = {}): Uint8Array {
  const { bigEndian = false, nanoseconds = false, modified = false, linkType = 1, snapLength = 262144 } = options;
  const [major, minor] = options.version ?? [2, 4];
  const swapped = minor < 3;
  const magic = modified ? 0xa1b2cd34 : nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const header = octets(!bigEndian, [
    [4, magic],
    [2, major],
    [2, minor],
    [8, 0],
    [4, snapLength],
    [4, linkType],
  ]);
  const records = packets.map(({ time, frame, wireLength = frame.length }) => {
    const fraction = (time % 1_000_000_000n) / (nanoseconds ? 1n : 1000n);
    const [first, second] = swapped ? [wireLength, frame.length] : [frame.length, wireLength];
    const fields = octets(!bigEndian, [
      [4, time / 1_000_000_000n],
      [4, fraction],
      [4, first],
      [4, second],
    ]);
    return concat(fields, new Uint8Array(modified ? 8 : 0).fill(0xee), frame);
  });
  return joined([header, ...records]);
}

/** One option of a pcapng block. */
export type BlockOption = readonly [code: number, value: Uint8Array];

export interface EnhancedOptions {
  readonly id?: number;
  readonly wireLength?: number;
  readonly blockOptions?: readonly BlockOption[];
}

/** Makes the blocks of one byte order. */
export class Blocks {
  readonly #littleEndian: boolean;

  constructor(options: { readonly bigEndian?: boolean } = {}) {
    this.#littleEndian = options.bigEndian !== true;
  }

  block(type: number, body: Uint8Array): Uint8Array {
    const padding = new Uint8Array(-body.length & 3);
    const length = 12 + body.length + padding.length;
    return octets(this.#littleEndian, [[4, type], [4, length], body, padding, [4, length]]);
  }

  section(options: readonly BlockOption[] = []): Uint8Array {
    const fixed = octets(this.#littleEndian, [
      [4, 0x1a2b3c4d],
      [2, 1],
      [2, 0],
      [8, -1n],
    ]);
    return this.block(0x0a0d0d0a, concat(fixed, this.#options(options)));
  }

  interface(
    description: {
      readonly linkType?: number;
      readonly snapLength?: number;
      readonly name?: string;
      readonly resolution?: number;
      readonly offset?: bigint;
    } = {},
  ): Uint8Array {
    const { linkType = 1, snapLength = 0, name, resolution, offset } = description;
    const options: BlockOption[] = [];
    if (name !== undefined) options.push([2, new TextEncoder().encode(name)]);
    if (resolution !== undefined) options.push([9, Uint8Array.of(resolution)]);
    if (offset !== undefined) options.push([14, octets(this.#littleEndian, [[8, offset]])]);
    const fixed = octets(this.#littleEndian, [
      [2, linkType],
      [2, 0],
      [4, snapLength],
    ]);
    return this.block(1, concat(fixed, this.#options(options)));
  }

  /** An enhanced packet block; `ticks` is the time stamp as it stands in the file. */
  enhanced(ticks: bigint, frame: Uint8Array, options: EnhancedOptions = {}): Uint8Array {
    const { id = 0, wireLength = frame.length, blockOptions = [] } = options;
    const fields = octets(this.#littleEndian, [[4, id], ...words(ticks), [4, frame.length], [4, wireLength]]);
    return this.block(6, concat(fields, padded(frame), this.#options(blockOptions)));
  }

  /** An obsolete packet block. */
  packet(ticks: bigint, frame: Uint8Array, options: { readonly id?: number } = {}): Uint8Array {
    const lengths = [...words(ticks), [4, frame.length], [4, frame.length]] as const;
    return this.block(2, concat(octets(this.#littleEndian, [[2, options.id ?? 0], [2, 0xffff], ...lengths]), frame));
  }

  simple(frame: Uint8Array, wireLength: number = frame.length): Uint8Array {
    return this.block(3, concat(octets(this.#littleEndian, [[4, wireLength]]), frame));
  }

  statistics(id: number, drops: { readonly interface?: number; readonly system?: number }): Uint8Array {
    const options: BlockOption[] = [];
    if (drops.interface !== undefined) options.push([5, octets(this.#littleEndian, [[8, drops.interface]])]);
    if (drops.system !== undefined) options.push([7, octets(this.#littleEndian, [[8, drops.system]])]);
    return this.block(
      5,
      concat(
        octets(this.#littleEndian, [
          [4, id],
          [8, 0],
        ]),
        this.#options(options),
      ),
    );
  }

  #options(options: readonly BlockOption[]): Uint8Array {
    if (options.length === 0) return new Uint8Array(0);
    const list = options.map(([code, value]) =>
      concat(
        octets(this.#littleEndian, [
          [2, code],
          [2, value.length],
        ]),
        padded(value),
      ),
    );
    return concat(...list, new Uint8Array(4));
  }
}

function words(ticks: bigint): readonly (readonly [4, bigint])[] {
  return [
    [4, ticks >> 32n],
    [4, ticks & 0xffffffffn],
  ];
}

function padded(value: Uint8Array): Uint8Array {
  return concat(value, new Uint8Array(-value.length & 3));
}

/** A pcapng file of one section with one interface that counts nanoseconds. */
export function pcapngFile(
  packets: readonly FilePacket[],
  options: { readonly bigEndian?: boolean; readonly linkType?: number } = {},
): Uint8Array {
  const { bigEndian = false, linkType = 1 } = options;
  const blocks = new Blocks({ bigEndian });
  return concat(
    blocks.section(),
    blocks.interface({ linkType, resolution: 9, name: 'lo' }),
    ...packets.map(({ time, frame, wireLength = frame.length }) => blocks.enhanced(time, frame, { wireLength })),
  );
}

/** A directory with the given files, which is gone when the test is over. Returns its path. */
export function directoryOf(files: Readonly<Record<string, Uint8Array>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'tcpstate-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** A capture read from standard input, which arrives in the given chunks. */
export function captureFromChunks(...chunks: readonly Uint8Array[]): Promise<Capture> {
  return openCapture('-', { stdin: Readable.from(chunks, { objectMode: false }) });
}

/** A packet as a capture gave it; time in nanoseconds since the Unix epoch. */
export interface ReadPacket {
  readonly time: bigint;
  /** As `fingerprint` gives it. */
  readonly frame: string;
  readonly wireLength: number;
  readonly interfaceIndex: number;
}

/** Stands for the octets of a frame: hexadecimal where that is short, else their number and a hash. */
export function fingerprint(frame: Uint8Array): string {
  if (frame.length <= 64) return Buffer.from(frame).toString('hex');
  return `${frame.length} octets, ${createHash('sha1').update(frame).digest('hex')}`;
}

/** All packets of a capture. */
export async function readAll(capture: Capture): Promise<ReadPacket[]> {
  const packets: ReadPacket[] = [];
  for await (const batch of capture) {
    for (let i = batch.from; i < batch.to; i++) packets.push(readOne(capture, batch, i));
  }
  return packets;
}

/** Packet `i` of a batch. */
export function readOne({ epoch }: Capture, batch: PacketBatch, i: number): ReadPacket {
  return {
    time: BigInt(epoch) * 1_000_000_000n + BigInt(batch.time[i]!),
    frame: fingerprint(batch.bytes.subarray(batch.start[i]!, batch.end[i]!)),
    wireLength: batch.wireLength[i]!,
    interfaceIndex: batch.interfaceIndex[i]!,
  };
}

/** What reading should give for packets that were put into a file. */
export function expected(packets: readonly FilePacket[], nanosecondsPerTick = 1n): ReadPacket[] {
  return packets.map(({ time, frame, wireLength = frame.length, interfaceId = 0 }) => ({
    time: time - (time % nanosecondsPerTick),
    frame: fingerprint(frame),
    wireLength,
    interfaceIndex: interfaceId,
  }));
}
