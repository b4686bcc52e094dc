/**
 * A window that slides over the octets of one input. A chunk is read behind what is left of the one before, so that every
 * record lies in one piece, and frames need not be copied.
 *
 * ```
 * bytes  [taken ……|not yet taken ………|free ……]
 *                 ^start            ^end
 * ```
 */
import type { ByteSource } from './byte-source.ts';

/** The window never grows beyond this, so nothing larger can be looked at in one piece. */
export const LARGEST_WINDOW: number = 1 << 20;

export class ByteWindow {
  bytes: Uint8Array;
  view: DataView;
  /** Where what is not yet taken begins; beyond `end` where octets still to come are to be skipped. */
  start = 0;
  end = 0;
  source: ByteSource;
  /** Octets of the input before bytes[0]. */
  #before = 0;

  /** @param size octets at first, at most `LARGEST_WINDOW` */
  constructor(source: ByteSource, size: number) {
    this.source = source;
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Which octet of the input lies at `start`. */
  get offset(): number {
    return this.#before + this.start;
  }

  /** Reads on, at least one octet; false at the end of the input. Moves what is left to the front. */
  async more(): Promise<boolean> {
    this.#drop(Math.min(this.start, this.end));
    if (this.end === this.bytes.length) this.#grow();
    const length = await this.source.read(this.bytes, this.end);
    this.end += length;
    return length > 0;
  }

  /** Reads the same input through another source, from its beginning. */
  restart(source: ByteSource): void {
    this.source = source;
    this.start = 0;
    this.end = 0;
    this.#before = 0;
  }

  #drop(length: number): void {
    this.bytes.copyWithin(0, length, this.end);
    this.#before += length;
    this.start -= length;
    this.end -= length;
  }

  #grow(): void {
    const larger = new Uint8Array(Math.min(2 * this.bytes.length, LARGEST_WINDOW));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
