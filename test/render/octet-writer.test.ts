import { expect, it } from 'vitest';
import { OctetWriter } from '../../src/render/octet-writer.ts';
import { phrase } from '../../src/render/phrase.ts';

const TEXTS = ['', '7', '1.2 KiB', '12345678', 'ESTABLISHED', 'ü⏱ behind it', '10.0.236.59:32971 and more'];

it.each(TEXTS)('moves %j to the right on a blank line, and goes on behind it', (text) => {
  for (let by = -1; by <= 40; by++) {
    const out = new OctetWriter();
    out.text('before|');
    const from = out.length;
    out.blank(text.length * 3 + 40);
    out.text(text);
    out.shift(from, by);
    out.text('|behind');
    expect(out.textFrom(0)).toBe(`before|${' '.repeat(Math.max(0, by))}${text}|behind`);
  }
});

it('leaves spaces where nothing was written on a blank line', () => {
  const out = new OctetWriter();
  out.text('x'.repeat(100));
  out.clear();
  out.blank(20);
  out.phrase(phrase('one'));
  out.length = 10;
  out.integer(7);
  out.length = 20;
  expect(out.textFrom(0)).toBe('one       7         ');
});

it('keeps a line blank while its memory grows', () => {
  const out = new OctetWriter();
  out.text('x'.repeat(out.bytes.length - 1));
  const from = out.length;
  out.blank(30);
  out.text('y');
  out.shift(from, 3);
  out.text(''.padStart(out.bytes.length, 'z'));
  out.length = from + 10;
  expect(out.textFrom(from).slice(0, 4)).toBe('   y');
});
