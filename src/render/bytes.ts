/** Amounts of octets as people read them. */

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `0`, `512`, `1.2 KiB`, `340 MiB`: at most eight characters. */
export function formatBytes(octets: number): string {
  if (octets < 1024) return String(octets);
  let value = octets / 1024;
  let unit = 0;
  // 1023.5 would print as 1024.
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${UNITS[unit]}`;
}
