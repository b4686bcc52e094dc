/**
 * The pcap format (draft-ietf-opsawg-pcap): in the byte order of the machine that wrote it, a file header and records.
 *
 * ```
 *  0 magic  4 major  6 minor  8 reserved  16 snap length  20 link type (above it: length of the frame check sequence)
 *
 *  0 seconds  4 micro- or nanoseconds  8 captured length  12 wire length  [16 modified: 8 octets more]  frame …
 * ```
 */
import { TcpstateError } from '../errors.ts';
import { type ByteWindow, LARGEST_WINDOW } from './byte-window.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import { BATCH_SIZE, type Packets } from './packets.ts';
import { LARGEST_CAPTURE, type RecordFormat } from './record-format.ts';

export const PCAP_HEADER = 24;

/** Magic numbers, and what follows from each. */
const VARIANTS = new Map([
  [0xa1b2c3d4, { nanoseconds: 1000, recordHeader: 16 }],
  [0xa1b23c4d, { nanoseconds: 1, recordHeader: 16 }],
  // As libpcap was once patched by Alexey Kuznetzov: index, protocol and packet type of the interface behind the lengths.
  [0xa1b2cd34, { nanoseconds: 1000, recordHeader: 24 }],
]);

/** Whether a pcap file may begin so. */
export function looksLikePcap(view: DataView, at: number): boolean {
  return VARIANTS.has(view.getUint32(at, true)) || VARIANTS.has(view.getUint32(at, false));
}

export class Pcap implements RecordFormat {
  damage: string | null = null;
  readonly #clock: Clock;
  readonly #interface: number;
  readonly #littleEndian: boolean;
  readonly #nanoseconds: number;
  readonly #recordHeader: number;
  /** Where in a record's header the two lengths are: versions before 2.3 have them the other way round. */
  readonly #capturedAt: number;
  readonly #wireAt: number;
  readonly #largest: number;

  /** @throws TcpstateError where the version is none that is known */
  constructor(name: string, window: ByteWindow, clock: Clock, { interfaces, interfaceName }: Ledger) {
    const { view, start } = window;
    this.#clock = clock;
    this.#littleEndian = VARIANTS.has(view.getUint32(start, true));
    const variant = VARIANTS.get(view.getUint32(start, this.#littleEndian))!;
    this.#nanoseconds = variant.nanoseconds;
    this.#recordHeader = variant.recordHeader;

    const major = view.getUint16(start + 4, this.#littleEndian);
    const minor = view.getUint16(start + 6, this.#littleEndian);
    if (major !== 2) {
      throw new TcpstateError(
        'not-a-capture',
        `${name} is a pcap file of version ${major}.${minor}, which does not exist`,
      );
    }
    this.#capturedAt = minor < 3 ? 12 : 8;
    this.#wireAt = minor < 3 ? 8 : 12;

    const snapLength = view.getUint32(start + 16, this.#littleEndian);
    const linkType = view.getUint32(start + 20, this.#littleEndian) & 0x03ffffff;
    this.#largest = Math.min(Math.max(snapLength, LARGEST_CAPTURE), LARGEST_WINDOW - this.#recordHeader);
    this.#interface = interfaces.add(linkType, interfaceName ?? null, snapLength, new Map());
    window.start += PCAP_HEADER;
  }

  take(window: ByteWindow, packets: Packets): number {
    const clock = this.#clock;
    const { view, start, end } = window;
    if (Number.isNaN(clock.epoch) && start + this.#recordHeader <= end) {
      clock.epoch = view.getUint32(start, this.#littleEndian);
    }
    const count = this.#cut(window, packets);
    packets.interfaceIndex.fill(this.#interface, 0, count);
    return count;
  }

  /**
   * Cuts the window into records; returns how many. Nothing follows the loop: V8 compiles a loop that runs for long while it
   * does, and falls out of that code each time anew where what comes next has never run.
   */
  #cut(window: ByteWindow, packets: Packets): number {
    const { view, end: windowEnd } = window;
    const { start, end, wireLength, time } = packets;
    const clock = this.#clock;
    const { epoch } = clock;
    const littleEndian = this.#littleEndian;
    const nanoseconds = this.#nanoseconds;
    const recordHeader = this.#recordHeader;
    const capturedAt = this.#capturedAt;
    const wireAt = this.#wireAt;
    const largest = this.#largest;
    let at = window.start;
    let count = 0;

    while (count < BATCH_SIZE) {
      const frame = at + recordHeader;
      if (frame > windowEnd) break;
      const captured = view.getInt32(at + capturedAt, littleEndian);
      const wire = view.getInt32(at + wireAt, littleEndian);
      // One comparison for what is too long, negative or empty.
      if ((captured - 1) >>> 0 >= largest && (captured !== 0 || wire === 0)) {
        this.damage = describeDamage(window, at, captured >>> 0);
        break;
      }
      const next = frame + captured;
      if (next > windowEnd) break;
      const now = (view.getUint32(at, littleEndian) - epoch) * 1e9 + view.getUint32(at + 4, littleEndian) * nanoseconds;
      if (now > clock.latest) clock.latest = now;
      start[count] = frame;
      end[count] = next;
      wireLength[count] = Math.max(wire, captured);
      time[count] = now;
      count++;
      at = next;
      window.start = at;
    }
    return count;
  }

  cutOff(window: ByteWindow): string | null {
    return window.start === window.end ? null : `cut off in the middle of a packet record at byte ${window.offset}`;
  }
}

function describeDamage(window: ByteWindow, at: number, captured: number): string {
  const offset = window.offset + at - window.start;
  if (captured !== 0) return `corrupt packet record at byte ${offset} (captured length ${captured})`;
  if (looksLikePcap(window.view, at))
    return `another pcap file begins at byte ${offset}, which belongs in a file of its own`;
  return `corrupt packet record at byte ${offset} (a packet without octets)`;
}
