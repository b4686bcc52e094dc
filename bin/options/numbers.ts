/** Options that take a number: durations, amounts. */
import { formatCount } from '../../src/render/count.ts';
import { wrongValue } from './wrong.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, '': 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** A parser of durations, in seconds: `60`, `60s`, `2m`, `500ms`, `1.5h`. */
export function duration(option: string): (value: string) => number {
  return (value) => {
    const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim()) ?? [];
    const factor = UNITS[unit.toLowerCase()];
    if (amount === '' || factor === undefined) {
      throw wrongValue(option, 'a duration such as 60, 90s, 2m or 500ms', value);
    }
    return Number(amount) * factor;
  };
}

const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6 };

/** A parser of whole numbers from `least` on: `10`, `10_000`, `100k`, `2M`. */
export function amount(
  option: string,
  what: string,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): (value: string) => number {
  return (value) => {
    const [, digits = '', unit = ''] = /^(\d+)([km]?)$/i.exec(value.trim().replaceAll(/(?<=\d)[_,](?=\d)/g, '')) ?? [];
    const number = digits === '' ? Number.NaN : Number(digits) * FACTORS[unit.toLowerCase()]!;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${formatCount(most)}`;
    throw wrongValue(option, `${what} ${range}`, value);
  };
}
