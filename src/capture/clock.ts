/** Time in a capture: nanoseconds in a double since a whole second, exact for 104 days, and never a BigInt per packet. */

/** Values of a 32-bit word. */
export const WORD = 4294967296;
/** The year 9999: hostile files may say anything, and dates further off cannot be printed. */
const LATEST_SECOND = 253402300799;
/** 146 years of nanoseconds: no pcap file can say more, and pcapng is held to it. */
export const LATEST_TIME: number = 2 ** 62;

/** What the packets of one input have told of the time so far. */
export interface Clock {
  /** The whole second since the Unix epoch at which time 0 lies; NaN until a packet tells. */
  epoch: number;
  /** The latest time that was reached, in nanoseconds since `epoch`. */
  latest: number;
}

/**
 * How an interface in pcapng counts time (`if_tsresol`, `if_tsoffset`), tuned to a capture's epoch.
 *
 * A time stamp is 64 bits of ticks, `high` and `low`. The epoch's own ticks are taken off word by word, which leaves a
 * number small enough for a double:
 *
 * ```
 * nanoseconds = floor(((high - epochHigh) * 2^32 + (low - epochLow)) * multiply / divide)
 * ```
 *
 * Exact for ticks down to a nanosecond, within one nanosecond for finer ones and for powers of two.
 */
export class TickScale {
  readonly multiply: number;
  readonly divide: number;
  epochHigh: number = Number.NaN;
  epochLow: number = Number.NaN;
  readonly #ticksPerSecond: bigint;
  readonly #offset: bigint;

  /**
   * @param resolution if_tsresol: a negative power of ten, or of two where the top bit is set
   * @param offset if_tsoffset: seconds to add to each time stamp
   */
  constructor(resolution: number, offset: bigint) {
    const exponent = resolution & 0x7f;
    const binary = (resolution & 0x80) !== 0;
    this.#ticksPerSecond = (binary ? 2n : 10n) ** BigInt(exponent);
    this.#offset = offset;
    if (binary) {
      this.multiply = 1e9;
      this.divide = 2 ** exponent;
    } else {
      this.multiply = 10 ** Math.max(9 - exponent, 0);
      this.divide = 10 ** Math.max(exponent - 9, 0);
    }
  }

  /** Makes time 0 the given second since the Unix epoch. */
  tune(epoch: number): void {
    const ticks = (BigInt(epoch) - this.#offset) * this.#ticksPerSecond;
    this.epochHigh = Number(ticks >> 32n);
    this.epochLow = Number(ticks & 0xffffffffn);
  }

  /** The whole second since the Unix epoch in which a time stamp lies. */
  second(high: number, low: number): number {
    const ticks = BigInt(high) * BigInt(WORD) + BigInt(low);
    const second = Number(ticks / this.#ticksPerSecond + this.#offset);
    return Math.max(-LATEST_SECOND, Math.min(second, LATEST_SECOND));
  }
}
