/** What a section of a pcapng file has told of its interfaces: its descriptions and statistics. */
import type { ByteWindow } from './byte-window.ts';
import { TickScale } from './clock.ts';
import type { Interfaces } from './interfaces.ts';
import { OPTION, options } from './pcapng-options.ts';

/** Longer names serve nobody. */
const LONGEST_NAME = 256;
const MICROSECONDS = 6;

/** One interface of a section. */
export interface SectionInterface {
  /** Its index in the capture's list. */
  readonly index: number;
  readonly scale: TickScale;
  /** Octets kept of each packet; 0 where there is no limit. */
  readonly snapLength: number;
}

export class Section {
  readonly littleEndian: boolean;
  readonly interfaces: SectionInterface[] = [];
  readonly #all: Interfaces;
  readonly #seen = new Map<string, number>();

  constructor(littleEndian: boolean, all: Interfaces) {
    this.littleEndian = littleEndian;
    this.#all = all;
  }

  /**
   * Takes an interface description block; false where there are more of them than anybody has.
   *
   * @param epoch of the capture; NaN while it is unknown
   */
  describe({ view, bytes }: ByteWindow, at: number, end: number, epoch: number): boolean {
    const linkType = view.getUint16(at + 8, this.littleEndian);
    const snapLength = view.getUint32(at + 12, this.littleEndian);
    let name: string | null = null;
    let resolution = MICROSECONDS;
    let offset = 0n;
    for (const option of options(view, at + 16, end, this.littleEndian)) {
      if (option.code === OPTION.ifName) name = readName(bytes, option.at, option.length);
      if (option.code === OPTION.ifTsResolution && option.length >= 1) resolution = view.getUint8(option.at);
      if (option.code === OPTION.ifTsOffset && option.length >= 8)
        offset = view.getBigInt64(option.at, this.littleEndian);
    }
    const index = this.#all.add(linkType, name, snapLength, this.#seen);
    if (index < 0) return false;
    const scale = new TickScale(resolution, offset);
    if (!Number.isNaN(epoch)) scale.tune(epoch);
    this.interfaces.push({ index, scale, snapLength });
    return true;
  }

  /** Takes an interface statistics block. Its counters run from the start of the capture, so the highest holds. */
  count({ view }: ByteWindow, at: number, end: number): void {
    const described = this.interfaces[view.getUint32(at + 8, this.littleEndian)];
    if (described === undefined) return;
    const { drops } = this.#all.list[described.index]!;
    for (const option of options(view, at + 20, end, this.littleEndian)) {
      if (option.length < 8) continue;
      const value = Number(view.getBigUint64(option.at, this.littleEndian));
      if (option.code === OPTION.isbInterfaceDrops) drops.interface = Math.max(drops.interface, value);
      if (option.code === OPTION.isbSystemDrops) drops.kernel = Math.max(drops.kernel, value);
    }
  }
}

function readName(bytes: Uint8Array, at: number, length: number): string | null {
  const name = new TextDecoder().decode(bytes.subarray(at, at + Math.min(length, LONGEST_NAME)));
  return name.replace(/\0.*$/s, '') || null;
}
