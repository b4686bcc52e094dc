/** How the time of a line is told: `--time`. */
import { epochSeconds, seconds } from '../time.ts';

export const TIME_MODES = ['relative', 'absolute', 'delta', 'epoch'] as const;

/** Since the ladder's first line, of the day (UTC), since the line before, or since 1970. */
export type TimeMode = (typeof TIME_MODES)[number];

/** A clock that is asked line by line, in nanoseconds since the capture's epoch; all its answers have the same width, with so many digits of a second. */
export function clock(mode: TimeMode, epoch: number, origin: number, digits: 3 | 6 = 6): (time: number) => string {
  let before = origin;
  return (time) => {
    const since = mode === 'delta' ? before : origin;
    before = time;
    if (mode === 'absolute') return timeOfDay(epochSeconds(epoch, time), digits);
    if (mode === 'epoch') return epochSeconds(epoch, time).toFixed(digits);
    return seconds(time - since)
      .toFixed(digits)
      .padStart(5 + digits);
  };
}

/** `14:46:02.123457` of a time in epoch seconds; the date stands in the heading. */
function timeOfDay(epochSeconds: number, digits: number): string {
  const micros = Math.round(epochSeconds * 1e6);
  const date = new Date(Math.floor(micros / 1e3));
  if (Number.isNaN(date.getTime())) return String(epochSeconds).padStart(9 + digits);
  return `${date.toISOString().slice(11, 19)}.${String(micros % 1e6)
    .padStart(6, '0')
    .slice(0, digits)}`;
}
