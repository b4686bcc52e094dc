/** Quantities with three figures or so and a unit: `0.1ms`, `99.9 KiB`, `340ms`, `1023 MiB`. Each has a place among all there are. */

/** 100, in tenths: from here on there is no decimal. */
const HUNDRED = 1000;
/** What is more than that is to be told in the next unit. */
const MOST = 1024;

/** How many there are of one unit: in tenths below 100; from there on `HUNDRED` and the whole quantity. */
export const FIGURES: number = HUNDRED + MOST;

/** The place of a value from 0 to 1023. */
export function figuresOf(value: number): number {
  const tenths = Math.round(value * 10);
  return tenths < HUNDRED ? tenths : HUNDRED + Math.round(value);
}

/** The text in a place. */
export function spellFigures(place: number): string {
  return place < HUNDRED ? (place / 10).toFixed(1) : String(place - HUNDRED);
}
