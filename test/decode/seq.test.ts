import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seqDiff, seqGt, seqGte, seqLt, seqLte, seqMax } from '../../src/decode/seq.ts';

describe('sequence arithmetic', () => {
  it('goes on behind 2^32', () => {
    const last = 0xffffff00 | 0;
    const wrapped = 0x00000100;
    expect(seqDiff(wrapped, last)).toBe(0x200);
    expect(seqLt(last, wrapped)).toBe(true);
    expect(seqGt(wrapped, last)).toBe(true);
    expect(seqMax(last, wrapped)).toBe(wrapped);
  });

  it('goes on where int32 changes sign', () => {
    expect(seqLt(0x7fffffff, 0x80000000 | 0)).toBe(true);
    expect(seqDiff(0x80000000 | 0, 0x7fffffff)).toBe(1);
  });

  it('orders any two numbers less than 2^31 apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        (a, n) => {
          const b = (a + n) | 0;
          expect(seqDiff(b, a)).toBe(n);
          expect([seqLt(a, b), seqLte(a, b), seqGt(a, b), seqGte(a, b)]).toEqual([true, true, false, false]);
          expect([seqLt(a, a), seqLte(a, a), seqGt(a, a), seqGte(a, a)]).toEqual([false, true, false, true]);
          expect(seqMax(a, b)).toBe(b);
          expect(seqMax(b, a)).toBe(b);
        },
      ),
    );
  });
});
