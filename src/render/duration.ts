/** Durations as people read them: three figures or so, at most seven characters below 100 days. */

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Seconds as `0s`, `87us`, `4.2ms`, `43.2s`, `2m03s`, `1h02m`, `3d04h`; negative ones count as 0. */
export function formatDuration(seconds: number): string {
  const micros = Math.round(seconds * 1e6);
  if (micros <= 0) return '0s';
  if (micros < 1000) return `${micros}us`;
  if (seconds < 0.9995) return `${figures(seconds * 1e3)}ms`;
  if (seconds < 59.95) return `${figures(seconds)}s`;
  // The unit is chosen by the rounded value, so that 59.99 minutes are not `60m00s`.
  const whole = Math.round(seconds);
  if (whole < HOUR) return pair(whole, MINUTE, 'm', 1, 's');
  const minutes = Math.round(seconds / MINUTE) * MINUTE;
  if (minutes < DAY) return pair(minutes, HOUR, 'h', MINUTE, 'm');
  return pair(Math.round(seconds / HOUR) * HOUR, DAY, 'd', HOUR, 'h');
}

/** One decimal below 100, none above. Without toFixed, which would be most of the work of a table row. */
function figures(value: number): string {
  const tenths = Math.round(value * 10);
  if (tenths >= 1000) return String(Math.round(value));
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

function pair(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)}${largeUnit}${rest < 10 ? '0' : ''}${rest}${smallUnit}`;
}
