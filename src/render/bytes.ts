/** Amounts of octets as people read them. */
import { FIGURES, figuresOf, spellFigures } from './figures.ts';
import { ShortTexts } from './short-texts.ts';

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
/** Fewer have no unit. */
const KIBI = 1024;

/** Every such text: by octets, then by the figures of each unit. */
export const AMOUNTS: ShortTexts = new ShortTexts(KIBI + UNITS.length * FIGURES, (place) => {
  if (place < KIBI) return String(place);
  const scaled = place - KIBI;
  return `${spellFigures(scaled % FIGURES)} ${UNITS[Math.floor(scaled / FIGURES)]}`;
});

/** `0`, `512`, `1.2 KiB`, `340 MiB`: at most eight characters. */
export function formatBytes(octets: number): string {
  return AMOUNTS.spell(amountOf(octets));
}

/** The place in `AMOUNTS`. */
export function amountOf(octets: number): number {
  return octets < KIBI ? octets : scaledOf(octets);
}

function scaledOf(octets: number): number {
  let value = octets / KIBI;
  let unit = 0;
  // 1023.5 would print as 1024.
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= KIBI;
    unit++;
  }
  return KIBI + unit * FIGURES + figuresOf(value);
}
