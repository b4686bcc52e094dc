/**
 * Writes text as UTF-8 octets into memory that grows, numbers digit by digit: a million rows cost several times as much
 * where every cell is made a string first. Plain loops and locals, for that reason.
 */
import { type Phrase, phrase, SPACE } from './phrase.ts';

const FIRST_SIZE = 4096;
const DOT = 0x2e;
const ZERO = 0x30;
const BILLION = 1e9;
/** The most octets that one number takes, and how far a phrase may be written beyond its end. */
const NUMBER = 24;
const EIGHT = 8;
/** Eight spaces as a double, to be written at once. */
const EIGHT_SPACES: number = phrase(' '.repeat(EIGHT)).eights[0]!;
/** The digits of the numbers below 100. */
const TENS: Uint8Array = Uint8Array.from({ length: 100 }, (_, number) => ZERO + Math.floor(number / 10));
const ONES: Uint8Array = Uint8Array.from({ length: 100 }, (_, number) => ZERO + (number % 10));
/** From here on (the year 2242) not every microsecond is a double of its own. */
const EXACT_MICROS: number = 2 ** 33 * 1e6;

export class OctetWriter {
  bytes: Uint8Array = new Uint8Array(FIRST_SIZE);
  /** How many octets are written. */
  length = 0;
  /** How many of them take no column of their own: all but the first of each character. */
  unseen = 0;
  private view: DataView = new DataView(this.bytes.buffer);

  /** Makes place for so many octets more. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  /** Forgets what is written, back to `length` octets. */
  clear(length = 0): void {
    this.length = length;
  }

  octet(code: number): void {
    this.reserve(1);
    this.bytes[this.length++] = code;
  }

  /** Makes spaces of the next `count` octets, and stays before them: what is not written over stays blank. */
  blank(count: number): void {
    this.reserve(count + EIGHT);
    const { view, length } = this;
    for (let at = length; at < length + count; at += EIGHT) view.setFloat64(at, EIGHT_SPACES, true);
  }

  /** Moves what is written from `from` on by so many octets, which are spaces then; not at all where that is negative. What follows must be blank. */
  shift(from: number, by: number): void {
    if (by <= 0) return;
    this.reserve(by + EIGHT);
    const { bytes, view, length } = this;
    this.length = length + by;
    if (length - from > EIGHT) {
      bytes.copyWithin(from + by, from, length);
      bytes.fill(SPACE, from, from + by);
      return;
    }
    const octets = view.getFloat64(from, true);
    view.setFloat64(from, EIGHT_SPACES, true);
    view.setFloat64(from + by, octets, true);
  }

  phrase({ eights, length, unseen }: Phrase): void {
    this.reserve(length + EIGHT);
    const { view } = this;
    let at = this.length;
    for (let i = 0; i < eights.length; i++) {
      view.setFloat64(at, eights[i]!, true);
      at += EIGHT;
    }
    this.length += length;
    this.unseen += unseen;
  }

  /** The first `length` of the octets of a double, as in `Phrase`. */
  eight(octets: number, length: number): void {
    this.reserve(EIGHT);
    this.view.setFloat64(this.length, octets, true);
    this.length += length;
  }

  /** The octets of a double, as in `Phrase`, so that they end at `end`, up to which there is room. */
  eightBefore(octets: number, end: number): void {
    this.view.setFloat64(end - EIGHT, octets, true);
    this.length = end;
  }

  text(text: string): void {
    // Three octets for each half of a surrogate pair at most.
    this.reserve(text.length * 3);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x80) {
        bytes[at++] = code;
      } else if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
        this.unseen++;
      } else {
        this.length = at;
        this.encode(text.slice(i));
        return;
      }
    }
    this.length = at;
  }

  /** An integer from 0 to 2^53. */
  integer(value: number): void {
    if (value < 10) {
      this.octet(ZERO + value);
      return;
    }
    if (value >= BILLION) {
      const billions = Math.floor(value / BILLION);
      this.integer(billions);
      this.digits(value - billions * BILLION, 9);
      return;
    }
    let count = 2;
    for (let ten = 100; value >= ten && count < 9; ten *= 10) count++;
    this.digits(value, count);
  }

  /** The last `count` digits of a number below 10^9, zeros included. */
  digits(value: number, count: number): void {
    this.reserve(NUMBER);
    const { bytes } = this;
    let rest = value | 0;
    let at = this.length + count;
    this.length = at;
    let left = count;
    for (; left >= 2; left -= 2) {
      const hundredth = (rest / 100) | 0;
      const pair = rest - hundredth * 100;
      bytes[--at] = ONES[pair]!;
      bytes[--at] = TENS[pair]!;
      rest = hundredth;
    }
    if (left === 1) bytes[--at] = ZERO + (rest % 10);
  }

  /** Whole microseconds as seconds, as JSON prints that number: without zeros behind the last digit. */
  seconds(micros: number): void {
    if (!(micros >= 0 && micros < EXACT_MICROS)) {
      this.text(String(micros / 1e6));
      return;
    }
    const whole = Math.floor(micros / 1e6);
    this.integer(whole);
    let fraction = (micros - whole * 1e6) | 0;
    if (fraction === 0) return;
    let count = 6;
    while (fraction % 10 === 0) {
      fraction = (fraction / 10) | 0;
      count--;
    }
    this.octet(DOT);
    this.digits(fraction, count);
  }

  /** What is written from `at` on, as a string. */
  textFrom(at: number): string {
    return decoder.decode(this.bytes.subarray(at, this.length));
  }

  /** Any text, for which there is room. */
  private encode(text: string): void {
    const start = this.length;
    this.length += encoder.encodeInto(text, this.bytes.subarray(start)).written;
    for (let at = start; at < this.length; at++) if ((this.bytes[at]! & 0xc0) === 0x80) this.unseen++;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const scratch = new OctetWriter();

/** What `write` writes, as a string. */
export function written(write: (out: OctetWriter) => void): string {
  const start = scratch.length;
  write(scratch);
  const text = scratch.textFrom(start);
  scratch.clear(start);
  return text;
}
