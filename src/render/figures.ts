/** Quantities with three figures or so and a unit: `0.1ms`, `99.9 KiB`, `340ms`, `1023 MiB`. */
import type { OctetWriter } from './octet-writer.ts';
import { ShortTexts } from './short-texts.ts';

/** 100, in tenths: from here on there is no decimal. */
const HUNDRED = 1000;
/** What is more than that is to be told in the next unit. */
const MOST = 1024;

export class Figures {
  /** In tenths below 100; from there on `HUNDRED` and the whole quantity. */
  private readonly texts: ShortTexts;

  /** @param unit as it follows the number; four characters at most */
  constructor(unit: string) {
    this.texts = new ShortTexts(HUNDRED + MOST, (place) => {
      const figures = place < HUNDRED ? (place / 10).toFixed(1) : String(place - HUNDRED);
      return figures + unit;
    });
  }

  /** A value from 0 to 1023. */
  write(out: OctetWriter, value: number): void {
    const tenths = Math.round(value * 10);
    this.texts.write(out, tenths < HUNDRED ? tenths : HUNDRED + Math.round(value));
  }
}
