/** From nanoseconds since the capture's epoch to the times of the output: seconds with microsecond precision. */

/**
 * Seconds since the Unix epoch of `ns` after `epoch` (whole seconds), rounded to microseconds.
 *
 * Counted in whole microseconds, which a double holds exactly until the year 2255; the one division at the end gives the
 * number nearest to the decimal, so that it prints with at most six digits after the point.
 */
export function epochSeconds(epoch: number, ns: number): number {
  return (epoch * 1e6 + Math.round(ns / 1e3)) / 1e6;
}

/** Nanoseconds as seconds, rounded to microseconds. */
export function seconds(ns: number): number {
  return Math.round(ns / 1e3) / 1e6;
}

/** Nanoseconds from a start as `+1.500000`, in seconds; what came before it has a minus. */
export function sinceStart(ns: number): string {
  return `${ns < 0 ? '' : '+'}${seconds(ns).toFixed(6)}`;
}

/** Seconds, rounded to microseconds. */
export function micros(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

/** `2026-01-31 13:05:09 UTC` of a time in epoch seconds; what lies outside of a calendar is written as the number. */
export function formatDate(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1e3);
  if (Number.isNaN(date.getTime())) return `${epochSeconds} s`;
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
