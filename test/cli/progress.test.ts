/** The line of the progress bar. */
import { describe, expect, it } from 'vitest';
import { progressLine } from '../../bin/progress.ts';
import { ASCII } from '../../src/render/glyphs.ts';

const MIB = 1024 ** 2;

describe('progress', () => {
  it.each([
    [0, '---------- 0 % of 512 MiB'],
    [256, '=====----- 50 % of 512 MiB'],
    [511, '========== 99 % of 512 MiB'],
    [600, '========== 100 % of 512 MiB'],
  ])('%d MiB of 512', (read, line) => {
    const columns = line.length + 1;
    expect(progressLine(read * MIB, 512 * MIB, columns, ASCII)).toBe(line);
  });

  it('counts what it reads where nobody knows the end', () => {
    expect(progressLine(3 * MIB, null, 80, ASCII)).toBe('read 3.0 MiB');
  });

  it('leaves the last column free, however narrow', () => {
    for (const columns of [1, 5, 20, 60, 200]) {
      expect(progressLine(MIB, 2 * MIB, columns, ASCII).length).toBeLessThan(columns);
    }
  });
});
