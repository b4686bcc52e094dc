/**
 * The pcapng format (draft-ietf-opsawg-pcapng): blocks with their length at both ends, in sections that each have their own
 * byte order and interfaces.
 *
 * ```
 *  0 type  4 length  8 body …                                                               length - 4 length
 *
 *  section header          8 byte-order magic  12 major  14 minor  16 section length  24 options
 *  interface description   8 link type  12 snap length  16 options
 *  enhanced packet         8 interface (32 bits)             12 ticks  20 captured length  24 wire length  28 frame  options
 *  packet (obsolete)       8 interface (16 bits)  10 drops   12 ticks  20 captured length  24 wire length  28 frame  options
 *  simple packet           8 wire length  12 frame
 *  interface statistics    8 interface  12 ticks  20 options
 * ```
 *
 * All others (name resolution, secrets, custom blocks …) say nothing of packets and are stepped over, however long.
 */
import { type ByteWindow, LARGEST_WINDOW } from './byte-window.ts';
import { type Clock, LATEST_TIME, WORD } from './clock.ts';
import type { Interfaces } from './interfaces.ts';
import { BATCH_SIZE, type Packets } from './packets.ts';
import { Section } from './pcapng-section.ts';
import type { RecordFormat } from './record-format.ts';

const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 2, simple: 3, statistics: 5, enhanced: 6 } as const;

/** As in libpcap: a block longer than this is damage. */
const LONGEST_BLOCK = 1 << 24;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Whether a pcapng file may begin so. */
export function looksLikePcapng(view: DataView, at: number): boolean {
  return view.getUint32(at, true) === BLOCK.section && byteOrder(view, at) !== null;
}

/** Whether the section whose header is at `at` is little-endian; null where its byte-order magic is neither way round. */
function byteOrder(view: DataView, at: number): boolean | null {
  if (view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC) return true;
  return view.getUint32(at + 8, false) === BYTE_ORDER_MAGIC ? false : null;
}

export class Pcapng implements RecordFormat {
  damage: string | null = null;
  readonly #clock: Clock;
  readonly #interfaces: Interfaces;
  #section: Section;
  /** Length of a block that was stepped over up to its second length; 0 between blocks. */
  #open = 0;
  /** The epoch that the section's clocks are tuned to. */
  #epoch = Number.NaN;

  constructor(clock: Clock, interfaces: Interfaces) {
    this.#clock = clock;
    this.#interfaces = interfaces;
    this.#section = new Section(true, interfaces);
  }

  take(window: ByteWindow, packets: Packets): number {
    if (!Object.is(this.#epoch, this.#clock.epoch)) this.#tune();
    let count = 0;
    do {
      if (this.#open === 0) count = this.#takePackets(window, packets, count);
    } while (count < BATCH_SIZE && this.damage === null && this.#stepOver(window));
    return count;
  }

  cutOff(window: ByteWindow): string | null {
    if (this.#open !== 0) return `cut off in the middle of a block at byte ${window.offset - this.#open + 4}`;
    return window.start === window.end ? null : `cut off in the middle of a block at byte ${window.offset}`;
  }

  /** Takes the run of packet blocks at the window's start; `count` packets are in the batch already. */
  #takePackets(window: ByteWindow, packets: Packets, count: number): number {
    const { view, end: windowEnd } = window;
    const { start, end, wireLength, time, interfaceIndex } = packets;
    const { littleEndian, interfaces } = this.#section;
    const clock = this.#clock;
    let at = window.start;
    let latest = clock.latest;
    let known = -1;
    let index = 0;
    let snapLength = 0;
    let [epochHigh, epochLow, multiply, divide] = [0, 0, 0, 0];

    while (count < BATCH_SIZE && at + 16 <= windowEnd) {
      const type = view.getInt32(at, littleEndian);
      if (type !== BLOCK.enhanced && type !== BLOCK.simple && type !== BLOCK.packet) break;
      const length = view.getInt32(at + 4, littleEndian);
      const frame = at + (type === BLOCK.simple ? 12 : 28);
      const next = at + length;
      const room = next - 4 - frame;
      if (room < 0 || length > LARGEST_WINDOW) {
        this.#damageAt(window, at, `length ${length >>> 0}`);
        break;
      }
      if (next > windowEnd) break;
      if (view.getInt32(next - 4, littleEndian) !== length) {
        this.#damageAt(window, at, 'its two lengths differ');
        break;
      }

      let id = 0;
      if (type === BLOCK.enhanced) id = view.getUint32(at + 8, littleEndian);
      else if (type === BLOCK.packet) id = view.getUint16(at + 8, littleEndian);
      if (id !== known) {
        const described = interfaces[id];
        if (described === undefined) {
          this.#damageAt(window, at, `interface ${id} is not described`);
          break;
        }
        ({ index, snapLength } = described);
        ({ epochHigh, epochLow, multiply, divide } = described.scale);
        known = id;
      }

      let captured = room;
      let wire = 0;
      let now = latest;
      if (type === BLOCK.simple) {
        wire = view.getInt32(at + 8, littleEndian);
        captured = Math.min(room, wire >>> 0, snapLength || room);
      } else {
        captured = view.getInt32(at + 20, littleEndian);
        wire = view.getInt32(at + 24, littleEndian);
        if (captured >>> 0 > room) {
          this.#damageAt(window, at, `captured length ${captured >>> 0} in a block of ${length}`);
          break;
        }
        const high = view.getUint32(at + 12, littleEndian);
        const low = view.getUint32(at + 16, littleEndian);
        now = Math.floor((((high - epochHigh) * WORD + (low - epochLow)) * multiply) / divide);
        if (!(now <= latest)) {
          if (Number.isNaN(now)) {
            // The first packet that tells the time makes the epoch; then its block is read again.
            clock.epoch = interfaces[id]!.scale.second(high, low);
            this.#tune();
            known = -1;
            continue;
          }
          if (now > LATEST_TIME) now = LATEST_TIME;
          latest = now;
        }
      }

      start[count] = frame;
      end[count] = frame + captured;
      wireLength[count] = Math.max(wire, captured);
      time[count] = now;
      interfaceIndex[count] = index;
      count++;
      at = next;
    }

    clock.latest = latest;
    window.start = at;
    return count;
  }

  /** Takes what is at the window's start and is no packet; false where too little of it is there, or it is damaged. */
  #stepOver(window: ByteWindow): boolean {
    const { view, start: at } = window;
    const { littleEndian } = this.#section;
    const room = window.end - at;
    if (this.#open !== 0) return room >= 4 && this.#close(window);
    if (room < 12) return false;
    const type = view.getInt32(at, littleEndian);
    if (type === BLOCK.section) return room >= 28 && this.#beginSection(window);
    if (type === BLOCK.enhanced || type === BLOCK.packet || type === BLOCK.simple) return false;

    const length = view.getUint32(at + 4, littleEndian);
    if (type !== BLOCK.interface && type !== BLOCK.statistics) return this.#skip(window, length, 12, LONGEST_BLOCK);
    const end = at + length - 4;
    if (length <= LARGEST_WINDOW && length > room) return false;
    if (!this.#skip(window, length, type === BLOCK.interface ? 20 : 24, LARGEST_WINDOW)) return false;
    if (type === BLOCK.statistics) this.#section.count(window, at, end);
    else if (!this.#section.describe(window, at, end, this.#epoch)) {
      return this.#damageAt(window, at, 'too many interfaces');
    }
    return true;
  }

  #beginSection(window: ByteWindow): boolean {
    const { view, start: at } = window;
    const littleEndian = byteOrder(view, at);
    if (littleEndian === null) return this.#damageAt(window, at, 'no byte-order magic');
    const major = view.getUint16(at + 12, littleEndian);
    if (major !== 1) return this.#damageAt(window, at, `section of version ${major}`);
    this.#section = new Section(littleEndian, this.#interfaces);
    return this.#skip(window, view.getUint32(at + 4, littleEndian), 28, LONGEST_BLOCK);
  }

  /** Steps over a block up to its second length, which may lie beyond the window. */
  #skip(window: ByteWindow, length: number, shortest: number, longest: number): boolean {
    if (length < shortest || length > longest) return this.#damageAt(window, window.start, `length ${length}`);
    this.#open = length;
    window.start += length - 4;
    return true;
  }

  #close(window: ByteWindow): boolean {
    const length = this.#open;
    if (window.view.getUint32(window.start, this.#section.littleEndian) !== length) {
      return this.#damageAt(window, window.start - length + 4, 'its two lengths differ');
    }
    this.#open = 0;
    window.start += 4;
    return true;
  }

  /** Tunes the clocks of the section's interfaces to the capture's epoch, once that is known. */
  #tune(): void {
    this.#epoch = this.#clock.epoch;
    for (const described of this.#section.interfaces) described.scale.tune(this.#epoch);
  }

  #damageAt(window: ByteWindow, at: number, reason: string): false {
    this.damage = `corrupt block at byte ${window.offset + at - window.start} (${reason})`;
    return false;
  }
}
