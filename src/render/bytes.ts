/** Amounts of octets as people read them. */

import { Figures } from './figures.ts';
import { type OctetWriter, written } from './octet-writer.ts';

const UNITS: readonly Figures[] = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'].map((unit) => new Figures(` ${unit}`));

/** `0`, `512`, `1.2 KiB`, `340 MiB`: at most eight characters. */
export function formatBytes(octets: number): string {
  return written((out) => writeBytes(out, octets));
}

export function writeBytes(out: OctetWriter, octets: number): void {
  if (octets < 1024) out.integer(octets);
  else writeScaled(out, octets);
}

function writeScaled(out: OctetWriter, octets: number): void {
  let value = octets / 1024;
  let unit = 0;
  // 1023.5 would print as 1024.
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  UNITS[unit]!.write(out, value);
}
