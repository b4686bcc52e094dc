/** Durations as people read them: three figures or so, at most seven characters below 100 days. */
import { Figures } from './figures.ts';
import { type OctetWriter, written } from './octet-writer.ts';
import { ShortTexts } from './short-texts.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const MICROS = new ShortTexts(1000, (micros) => `${micros}us`);
const MILLIS = new Figures('ms');
const SECONDS = new Figures('s');

/** Seconds as `0s`, `87us`, `4.2ms`, `43.2s`, `2m03s`, `1h02m`, `3d04h`; negative ones count as 0. */
export function formatDuration(seconds: number): string {
  return written((out) => writeDuration(out, seconds));
}

export function writeDuration(out: OctetWriter, seconds: number): void {
  const micros = Math.round(seconds * 1e6);
  if (micros <= 0) out.text('0s');
  else if (micros < 1000) MICROS.write(out, micros);
  else if (seconds < 0.9995) MILLIS.write(out, seconds * 1e3);
  else if (seconds < 59.95) SECONDS.write(out, seconds);
  else long(out, seconds);
}

/** The unit is chosen by the rounded value, so that 59.99 minutes are not `60m00s`. */
function long(out: OctetWriter, seconds: number): void {
  const whole = Math.round(seconds);
  const minutes = Math.round(seconds / MINUTE) * MINUTE;
  if (whole < HOUR) pair(out, whole, MINUTE, 'm', 1, 's');
  else if (minutes < DAY) pair(out, minutes, HOUR, 'h', MINUTE, 'm');
  else pair(out, Math.round(seconds / HOUR) * HOUR, DAY, 'd', HOUR, 'h');
}

function pair(
  out: OctetWriter,
  seconds: number,
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
): void {
  out.integer(Math.floor(seconds / large));
  out.text(largeUnit);
  out.digits(Math.floor((seconds % large) / small), 2);
  out.text(smallUnit);
}
