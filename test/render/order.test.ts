/** Orders of rows and of transitions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Transition } from '../../src/conntrack/snapshot.ts';
import { SORT_KEYS } from '../../src/conntrack/sort-keys.ts';
import { ordered, SORTINGS } from '../../src/render/order.ts';
import { inOrderOf } from '../../src/render/radix-sort.ts';
import { TransitionList } from '../../src/render/transition-list.ts';

/** Rows of which the keys are known, and the numbers. */
const keyed = (rows: readonly (readonly [key: number, number: number])[]) => ({
  length: rows.length,
  id: (i: number): number => rows[i]![1],
  key: (i: number): number => rows[i]![0],
});

describe('order of rows', () => {
  const keys = [5, 9, 5, Number.NaN, 5];

  it.each([
    ['close together', [5, 3, 1, 2, 4]],
    ['far apart', [5e6, 3e5, 1, 2, 2_000_000_000]],
  ])('is by key, then by number, for numbers %s; what has no key is last', (_, numbers) => {
    const rows = keyed(keys.map((key, i) => [key, numbers[i]!]));
    const equals = [0, 2, 4].sort((a, b) => numbers[a]! - numbers[b]!);
    expect([...ordered(rows, { key: 'bytes', descending: false })]).toEqual([...equals, 1, 3]);
    expect([...ordered(rows, { key: 'bytes', descending: true })]).toEqual([1, ...equals, 3]);
  });

  it('can be asked for by every key', () => {
    expect(SORTINGS.map(({ key }) => key).toSorted()).toEqual([...SORT_KEYS].toSorted());
  });
});

describe('list of transitions', () => {
  const transition = (time: number, parts: Partial<Transition> = {}): Transition => ({
    time,
    flow: 1,
    endpoint: 'client',
    from: 'CLOSED',
    to: 'SYN_SENT',
    cause: 'sent SYN',
    certainty: 'seen',
    packet: 1,
    revises: false,
    ...parts,
  });

  it('gives back what it was given, in the order of time', () => {
    const late = transition(30.5, {
      endpoint: 'server',
      from: null,
      to: 'TIME_WAIT',
      certainty: 'timer',
      packet: null,
    });
    const early = transition(10, { flow: 70_000, cause: 'later evidence', to: null, revises: true, packet: 2 ** 33 });
    const alsoEarly = transition(10, { certainty: 'kernel', from: 'TIME_WAIT', to: 'CLOSED' });
    const list = new TransitionList();
    list.add([late, early]);
    list.add([alsoEarly]);
    expect([...list.inOrder()]).toEqual([early, alsoEarly, late]);
  });

  it('grows', () => {
    const many = Array.from({ length: 5000 }, (_, i) => transition(5000 - i, { flow: i + 1 }));
    const list = new TransitionList();
    list.add(many);
    expect([...list.inOrder()]).toEqual(many.toReversed());
  });
});

describe('radix sort', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, -90, -41, 1, Infinity, -Infinity, 1.7e18, 1.7e18 + 256),
  );
  // Infinity less Infinity is no number: those are equal, too.
  const compared = (keys: readonly number[]): number[] =>
    [...keys.keys()].sort((a, b) => Math.sign(keys[a]! - keys[b]!) || a - b);
  const sorted = (keys: readonly number[]): number[] => [
    ...inOrderOf(
      Float64Array.from(keys, (key) => key + 0),
      Uint32Array.from(keys.keys()),
    ),
  ];

  it('is the order of the keys, and keeps equal ones as they stand', () => {
    fc.assert(
      fc.property(fc.array(number), (keys) => {
        expect(sorted(keys)).toEqual(compared(keys));
      }),
    );
  });

  it('is the same where keys are so many that larger digits are faster', () => {
    const many = fc.array(number, { minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(many, (some) => {
        const keys = Array.from({ length: 20_000 }, (_, i) => some[i % 64]! + (i % 7));
        expect(sorted(keys)).toEqual(compared(keys));
      }),
      { numRuns: 5 },
    );
  });
});
