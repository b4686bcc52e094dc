/** How much passes in a second. */
import { formatCount } from './count.ts';

const UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'];

/** `0 bit/s`, `9.6 kbit/s`, `340 Mbit/s`: powers of a thousand, as networks count. */
export function formatBitRate(bitsPerSecond: number): string {
  let value = Math.round(bitsPerSecond);
  if (value < 1000) return `${value} ${UNITS[0]}`;
  let unit = 0;
  // 999.5 would print as 1000.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}

/** `1,234 packets/s`. */
export function formatPacketRate(packetsPerSecond: number): string {
  return `${formatCount(Math.round(packetsPerSecond))} packets/s`;
}
