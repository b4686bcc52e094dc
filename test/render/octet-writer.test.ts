import { expect, it } from 'vitest';
import { OctetWriter } from '../../src/render/octet-writer.ts';

const TEXTS = ['', '7', '1.2 KiB', '12345678', 'ESTABLISHED', 'ü⏱ behind it', '10.0.236.59:32971 and more'];

it.each(TEXTS)('puts any number of spaces before %j, and goes on behind it', (text) => {
  for (let count = -1; count <= 40; count++) {
    const out = new OctetWriter();
    out.text('before|');
    const from = out.length;
    out.text(text);
    out.spacesAt(from, count);
    out.text('|behind');
    expect(out.textFrom(0)).toBe(`before|${' '.repeat(Math.max(0, count))}${text}|behind`);
  }
});

it('puts spaces where its memory is full', () => {
  const out = new OctetWriter();
  out.text('x'.repeat(out.bytes.length - 1));
  const from = out.length;
  out.text('y');
  out.spacesAt(from, 3);
  expect(out.textFrom(from)).toBe('   y');
});
