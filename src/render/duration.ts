/** Durations as people read them: three figures or so, at most seven characters below 100 days. */
import { DOT, type OctetWriter, written } from './octet-writer.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Seconds as `0s`, `87us`, `4.2ms`, `43.2s`, `2m03s`, `1h02m`, `3d04h`; negative ones count as 0. */
export function formatDuration(seconds: number): string {
  return written((out) => writeDuration(out, seconds));
}

export function writeDuration(out: OctetWriter, seconds: number): void {
  const micros = Math.round(seconds * 1e6);
  if (micros <= 0) out.text('0s');
  else if (micros < 1000) quantity(out, micros, 'us');
  else if (seconds < 0.9995) figures(out, seconds * 1e3, 'ms');
  else if (seconds < 59.95) figures(out, seconds, 's');
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

function quantity(out: OctetWriter, value: number, unit: string): void {
  out.integer(value);
  out.text(unit);
}

/** One decimal below 100, none above. */
function figures(out: OctetWriter, value: number, unit: string): void {
  const tenths = Math.round(value * 10);
  if (tenths < 1000) {
    out.integer(Math.floor(tenths / 10));
    out.octet(DOT);
    quantity(out, tenths % 10, unit);
  } else {
    quantity(out, Math.round(value), unit);
  }
}

function pair(
  out: OctetWriter,
  seconds: number,
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
): void {
  quantity(out, Math.floor(seconds / large), largeUnit);
  out.digits(Math.floor((seconds % large) / small), 2);
  out.text(smallUnit);
}
