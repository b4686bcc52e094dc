/** One input, from its octets to batches: recognises what it is, and takes its records until it ends. */
import { TcpstateError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { ByteWindow } from './byte-window.ts';
import type { Clock } from './clock.ts';
import { GunzipSource } from './gunzip-source.ts';
import type { Ledger } from './ledger.ts';
import { notACapture } from './not-a-capture.ts';
import { Packets } from './packets.ts';
import { looksLikePcap, PCAP_HEADER, Pcap } from './pcap.ts';
import { looksLikePcapng, Pcapng } from './pcapng.ts';
import type { RecordFormat } from './record-format.ts';

export class Reader {
  readonly packets: Packets = new Packets();
  /** How many packets are in the batch, from index 0 on. */
  count = 0;
  readonly clock: Clock;
  readonly #name: string;
  readonly #ledger: Ledger;
  readonly #window: ByteWindow;
  #format: RecordFormat | null = null;
  #closed = false;

  /**
   * @param size of the window at first, in octets
   * @param clock what the capture knows of time already
   */
  constructor(name: string, source: ByteSource, size: number, clock: Clock, ledger: Ledger) {
    this.#name = name;
    this.#ledger = ledger;
    this.#window = new ByteWindow(source, size);
    this.clock = clock;
  }

  /**
   * Finds out what the input is, unless that is known.
   *
   * @throws TcpstateError where it is no capture
   */
  async open(): Promise<void> {
    if (this.#format !== null) return;
    await this.#readHead();
    const { bytes, view, start, end } = this.#window;
    const packed = end - start >= 2 && view.getUint16(start) === 0x1f8b;
    if (packed) {
      this.#window.restart(new GunzipSource(this.#window.source, bytes.slice(start, end)));
      await this.#readHead();
    }
    if (!this.#closed) this.#format = this.#recognise(packed);
  }

  /** Fills the batch anew; false at the end. */
  async next(): Promise<boolean> {
    const window = this.#window;
    while (!this.takeRead()) {
      if (this.#closed || this.#format === null) return false;
      if (this.#format.damage !== null) return this.#end(this.#format.damage);
      if (!(await window.more())) return this.#end(window.source.damage ?? this.#format.cutOff(window));
    }
    return true;
  }

  /** Fills the batch anew with packets that were read already; false where there is none. */
  takeRead(): boolean {
    const { packets } = this;
    const window = this.#window;
    this.count = 0;
    if (this.#closed || this.#format === null) return false;
    packets.bytes = window.bytes;
    packets.view = window.view;
    this.count = this.#format.take(window, packets);
    return this.count > 0;
  }

  /** Counts time from another second on, for the batch in hand and all that follow. */
  rebase(epoch: number): void {
    const { clock, packets } = this;
    const later = Number.isNaN(clock.epoch) ? 0 : (clock.epoch - epoch) * 1e9;
    for (let i = 0; i < this.count; i++) packets.time[i]! += later;
    clock.latest += later;
    clock.epoch = epoch;
  }

  close(): void {
    this.#closed = true;
    this.#window.source.close();
  }

  /** As much as a file header takes, where the input is as long as that. */
  async #readHead(): Promise<void> {
    const window = this.#window;
    while (window.end < PCAP_HEADER && (await window.more()));
  }

  #recognise(packed: boolean): RecordFormat {
    const window = this.#window;
    const { bytes, view, start, end } = window;
    const length = end - start;
    if (length >= 4 && looksLikePcap(view, start)) {
      if (length >= PCAP_HEADER) return new Pcap(this.#name, window, this.clock, this.#ledger);
      throw new TcpstateError('not-a-capture', `${this.#name} is cut off in the middle of its file header`);
    }
    if (length >= 12 && looksLikePcapng(view, start)) return new Pcapng(this.clock, this.#ledger.interfaces);
    if (length === 0 && window.source.damage !== null) {
      throw new TcpstateError('not-readable', `${this.#name}: ${window.source.damage}`);
    }
    throw notACapture(this.#name, bytes.subarray(start, Math.min(end, start + 512)), packed);
  }

  #end(damage: string | null): false {
    if (damage !== null && !this.#closed) {
      this.#ledger.warnings.push(`${this.#name}: ${damage}; everything before it is reported`);
    }
    this.close();
    return false;
  }
}
