/** The screen fits every terminal, shows no control characters, and does not depend on how it came to be. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCapture } from '../../../src/capture/open.ts';
import { ASCII, UNICODE } from '../../../src/render/glyphs.ts';
import { colourTheme } from '../../../src/render/theme.ts';
import { plainTheme } from '../../../src/render/tone.ts';
import { fitLine, widthOf } from '../../../src/render/tui/fit.ts';
import { frame } from '../../../src/render/tui/frame.ts';
import { KEYS } from '../../../src/render/tui/keys.ts';
import { sparkline } from '../../../src/render/tui/sparkline.ts';
import { inSteps, PLAIN, type Scene, Stage } from '../../support/screen.ts';

const themes = [plainTheme(), plainTheme(ASCII), colourTheme()];
const play = async (scene: Scene): Promise<Stage> =>
  new Stage(scene).play(inSteps(await openCapture('test/fixtures/leaky-server.pcap'), 0, 'eth0\x1b[2J\u202e'));

const printableKeys = [...'statecloswpr:8040_-'];
const key = fc.oneof(fc.constantFrom(...KEYS.flatMap(({ keys }) => keys)), fc.constantFrom(...printableKeys));

describe('any screen', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await play({ addresses: ['192.0.2.80'] });
  });

  it('fits its terminal, whatever was pressed', () => {
    const sizes = fc.record({ columns: fc.integer({ min: 20, max: 300 }), rows: fc.integer({ min: 5, max: 100 }) });
    fc.assert(
      fc.property(sizes, fc.array(key, { maxLength: 12 }), fc.constantFrom(...themes), (size, keys, theme) => {
        stage.set({ size, style: { ...PLAIN, theme } });
        stage.press(...keys);
        const lines = stage.lines();
        expect(lines).toHaveLength(size.rows);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
      }),
      { numRuns: 200 },
    );
  });

  it('escapes what would command the terminal', () => {
    stage.set({ size: { columns: 120, rows: 24 }, style: PLAIN });
    const text = stage.text();
    expect(text).toContain('eth0\\x1b[2J\\u202e');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('is plain ASCII where the locale is', async () => {
    const plain = await play({ style: { ...PLAIN, theme: plainTheme(ASCII) } });
    for (const keys of [['j'], ['enter'], ['esc', '?']]) {
      plain.press(...keys);
      expect(plain.text().replaceAll('\n', '')).toMatch(/^[\x20-\x7e]*$/);
    }
  });
});

describe('a picture that is frozen', () => {
  it('stays as it is while the capture goes on, and goes on itself afterwards', async () => {
    const size = { columns: 120, rows: 40 };
    const stage = new Stage({ size });
    const capture = inSteps(await openCapture('test/fixtures/leaky-server.pcap'), 0, 'eth0');
    let batches = 0;
    let frozen = '';
    await stage.play(capture, () => {
      batches++;
      if (batches === 8) {
        stage.press('p');
        frozen = stage.text();
      } else if (batches > 8) {
        expect(stage.text()).toBe(frozen);
      }
    });
    expect(batches).toBeGreaterThan(10);
    expect(frozen).toContain('FROZEN');
    stage.press('j', 's');
    expect(stage.text()).toContain('· start');
    stage.press('p');
    expect(stage.text()).not.toContain('FROZEN');
    expect(stage.text()).toContain('1,153 segments');
  });
});

describe('connections that were let go', () => {
  it('are shown by t and in the last tab, with what is left of them', async () => {
    const stage = await new Stage({ size: { columns: 120, rows: 100 } }).play(
      inSteps(await openCapture('test/fixtures/leaky-server.pcap'), 130, 'eth0'),
    );
    const rows = (): number =>
      stage.lines().filter((line) => line.includes('2msl') || /CLOSED.*CLOSED/.test(line)).length;
    expect(rows()).toBe(0);
    stage.press('9');
    expect(rows()).toBeGreaterThan(50);
    stage.press('j', 'enter');
    expect(stage.text()).toContain('It has been let go');
    stage.press('esc', '1', 't');
    expect(rows()).toBeGreaterThan(50);
  });
});

describe('lines', () => {
  it.each<[line: string, columns: number, fitted: string]>([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long', 5, 'too …'],
    ['\x1b[1mbold\x1b[22m', 4, '\x1b[1mbold\x1b[22m'],
    ['\x1b[1mbold\x1b[22m text', 6, '\x1b[1mbold\x1b[22m \x1b[0m…'],
  ])('%j in %d columns', (line, columns, fitted) => {
    expect(fitLine(line, columns, '…')).toBe(fitted);
  });

  it('are written where they have changed only, and all of them anew where nothing is known', () => {
    expect(frame(['a', 'b'], ['a', 'b'])).toBe('');
    expect(frame(['a', 'b'], ['a', 'c'])).toBe('\x1b[?2026h\x1b[2;1H\x1b[2Kc\x1b[?2026l');
    expect(frame(null, ['a', ''])).toBe('\x1b[?2026h\x1b[H\x1b[2J\x1b[1;1H\x1b[2Ka\x1b[?2026l');
  });
});

describe('small graphs', () => {
  it.each<[numbers: number[], graph: string]>([
    [[], '    '],
    [[0, 0], '  ▁▁'],
    [[1, 2, 4, 8], '▂▃▅█'],
    [[100, 0, 1], ' █▁▂'],
    [[9, 9, 9, 9, 1, 1, 1, 1], '████'],
  ])('of %j', (numbers, graph) => {
    expect(sparkline(numbers, 4, UNICODE.levels)).toBe(graph);
  });
});
