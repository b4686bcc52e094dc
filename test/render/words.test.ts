/** Numbers, times and names as people read them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/render/bytes.ts';
import { counted, formatCount, formatShare } from '../../src/render/count.ts';
import { formatDuration } from '../../src/render/duration.ts';
import { shorten } from '../../src/render/shorten.ts';
import { printable } from '../../src/render/text.ts';
import { epochSeconds, formatDate, micros, seconds, sinceStart } from '../../src/render/time.ts';

describe('durations', () => {
  it.each([
    [-1, '0s'],
    [0, '0s'],
    [0.000_000_4, '0s'],
    [0.000_087, '87us'],
    [0.000_999_6, '1.0ms'],
    [0.0042, '4.2ms'],
    [0.0999, '99.9ms'],
    [0.514, '514ms'],
    [0.9994, '999ms'],
    [0.9996, '1.0s'],
    [43.21, '43.2s'],
    [59.94, '59.9s'],
    [59.96, '1m00s'],
    [123, '2m03s'],
    [3599.6, '1h00m'],
    [3720, '1h02m'],
    [86_399, '1d00h'],
    [273_600, '3d04h'],
  ])('%d s is %s', (value, text) => {
    expect(formatDuration(value)).toBe(text);
  });

  it('take at most seven columns below 1000 days', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 8.6e7, noNaN: true }), (s) => formatDuration(s).length <= 7));
  });
});

describe('octets', () => {
  it.each([
    [0, '0'],
    [1023, '1023'],
    [1024, '1.0 KiB'],
    [5900, '5.8 KiB'],
    [102_348, '99.9 KiB'],
    [102_400, '100 KiB'],
    [1_048_063, '1023 KiB'],
    [1_048_064, '1.0 MiB'],
    [3.3e9, '3.1 GiB'],
    [2 ** 60, '1.0 EiB'],
  ])('%d is %s', (value, text) => {
    expect(formatBytes(value)).toBe(text);
  });
});

describe('counts and shares', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
  ])('%d is %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it('agree with their noun', () => {
    expect([0, 1, 2000].map((count) => counted(count, 'packet'))).toEqual(['no packets', '1 packet', '2,000 packets']);
  });

  it.each([
    [0, '0 %'],
    [0.000_01, '< 0.01 %'],
    [0.0004, '0.04 %'],
    [0.0123, '1.2 %'],
    [0.12, '12 %'],
    [1, '100 %'],
  ])('%d is %s', (value, text) => {
    expect(formatShare(value)).toBe(text);
  });
});

describe('times', () => {
  it('are rounded to microseconds and printed with six digits at most', () => {
    expect(epochSeconds(1_700_000_000, 123_456_789)).toBe(1_700_000_000.123457);
    expect(JSON.stringify(epochSeconds(1_700_000_000, 123_456_789))).toBe('1700000000.123457');
    expect(JSON.stringify(epochSeconds(1_700_000_000, 999_999_600))).toBe('1700000001');
    expect(seconds(1_234_567_890)).toBe(1.234568);
    expect(micros(0.1 + 0.2)).toBe(0.3);
  });

  it('lose no microsecond in 104 days', () => {
    const epoch = fc.integer({ min: 0, max: 4_102_444_800 });
    const time = fc.maxSafeInteger().map(Math.abs);
    fc.assert(
      fc.property(epoch, time, (start, ns) => {
        const whole = BigInt(start) * 1_000_000n + BigInt(Math.round(ns / 1000));
        const [integer, fraction = ''] = String(epochSeconds(start, ns)).split('.');
        return fraction.length <= 6 && BigInt(integer + fraction.padEnd(6, '0')) === whole;
      }),
    );
  });

  it('are dated in UTC, as far as there is a calendar', () => {
    expect(formatDate(1_769_864_709.9)).toBe('2026-01-31 13:05:09 UTC');
    expect(formatDate(1e16)).toBe('10000000000000000 s');
  });
});

describe('printable text', () => {
  it.each([
    ['plain – ünïcödé 日本 🙂', 'plain – ünïcödé 日本 🙂'],
    ['\x1b[31mred\x07', '\\x1b[31mred\\x07'],
    ['a\nb\tc\x7f', 'a\\x0ab\\x09c\\x7f'],
    ['\u009b31m', '\\x9b31m'],
    ['gpj.\u202etxt', 'gpj.\\u202etxt'],
    ['half \ud83d', 'half \\ud83d'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
  ])('%j', (text, safe) => {
    expect(printable(text)).toBe(safe);
  });
});

describe('shortened text', () => {
  it('keeps both ends of an address', () => {
    expect(shorten('10.0.0.5:443', 12, '…', 'middle')).toBe('10.0.0.5:443');
    expect(shorten('[2001:db8:1:2:3:4:5:6]:51234', 18, '…', 'middle')).toBe('[2001:db…:6]:51234');
    expect(shorten('simultaneous-close', 8, '…')).toBe('simulta…');
  });

  it('has the width asked for', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 20 }), fc.integer({ min: 3, max: 19 }), (text, width) => {
        expect(shorten(text, width, '…', 'middle')).toHaveLength(width);
        expect(shorten(text, width, '…')).toHaveLength(width);
      }),
    );
  });
});

it.each([
  [1_500_000_000, '+1.500000'],
  [0, '+0.000000'],
  [-1_828_000_000, '-1.828000'],
])('%d ns after the start are %s', (ns, text) => {
  expect(sinceStart(ns)).toBe(text);
});
