/** Durations as people read them: three figures or so, at most seven characters below 1000 days. */
import { FIGURES, figuresOf, spellFigures } from './figures.ts';
import type { OctetWriter } from './octet-writer.ts';
import { ShortTexts } from './short-texts.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Where in `DURATIONS` each unit begins; micros do at 0. From `MINUTES` on they count the smaller of two units. */
const MILLIS = 1000;
const SECONDS: number = MILLIS + FIGURES;
const MINUTES: number = SECONDS + FIGURES;
const HOURS: number = MINUTES + HOUR;
const DAYS: number = HOURS + DAY / MINUTE;
const END: number = DAYS + 1000 * 24;

/** Every such text but those from 1000 days on. */
export const DURATIONS: ShortTexts = new ShortTexts(END, (place) => {
  if (place === 0) return '0s';
  if (place < MILLIS) return `${place}us`;
  if (place < SECONDS) return `${spellFigures(place - MILLIS)}ms`;
  if (place < MINUTES) return `${spellFigures(place - SECONDS)}s`;
  if (place < HOURS) return pair(place - MINUTES, 60, 'm', 's');
  return place < DAYS ? pair(place - HOURS, 60, 'h', 'm') : pair(place - DAYS, 24, 'd', 'h');
});

/** Seconds as `0s`, `87us`, `4.2ms`, `43.2s`, `2m03s`, `1h02m`, `3d04h`; negative ones count as 0. */
export function formatDuration(seconds: number): string {
  const place = durationOf(seconds);
  return place < 0 ? pair(Math.round(seconds / HOUR), 24, 'd', 'h') : DURATIONS.spell(place);
}

export function writeDuration(out: OctetWriter, seconds: number): void {
  const place = durationOf(seconds);
  if (place < 0) out.text(formatDuration(seconds));
  else DURATIONS.write(out, place);
}

/** The place in `DURATIONS`; -1 from 1000 days on. */
export function durationOf(seconds: number): number {
  const micros = Math.round(seconds * 1e6);
  if (micros < 1000) return Math.max(0, micros);
  if (seconds < 0.9995) return MILLIS + figuresOf(seconds * 1e3);
  return seconds < 59.95 ? SECONDS + figuresOf(seconds) : longOf(seconds);
}

/** The same with a sign before each: those that are not negative in the even places. */
export const SIGNED_DURATIONS: ShortTexts = new ShortTexts(END * 2, (place) => {
  return (place % 2 === 0 ? '+' : '-') + DURATIONS.spell(Math.floor(place / 2));
});

/** Seconds as `+4.2ms`, `-3d04h`. */
export function formatSignedDuration(seconds: number): string {
  return (seconds < 0 ? '-' : '+') + formatDuration(Math.abs(seconds));
}

/** The place in `SIGNED_DURATIONS`; -1 from 1000 days on, either way. */
export function signedDurationOf(seconds: number): number {
  const place = durationOf(Math.abs(seconds));
  return place < 0 ? place : place * 2 + (seconds < 0 ? 1 : 0);
}

/** The unit is chosen by the rounded value, so that 59.99 minutes are not `60m00s`. */
function longOf(seconds: number): number {
  const whole = Math.round(seconds);
  if (whole < HOUR) return MINUTES + whole;
  const minutes = Math.round(seconds / MINUTE);
  if (minutes * MINUTE < DAY) return HOURS + minutes;
  const hours = Math.round(seconds / HOUR);
  return hours < END - DAYS ? DAYS + hours : -1;
}

function pair(amount: number, inLarger: number, larger: string, smaller: string): string {
  return `${Math.floor(amount / inLarger)}${larger}${String(amount % inLarger).padStart(2, '0')}${smaller}`;
}
