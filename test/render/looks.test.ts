/** When there are colours, and which characters a terminal is trusted with. */
import { describe, expect, it } from 'vitest';
import { CERTAINTIES } from '../../src/conntrack/certainty.ts';
import { wantsColours } from '../../src/render/colour-choice.ts';
import { ASCII, glyphsFor, UNICODE } from '../../src/render/glyphs.ts';
import { MarksUsed, mark } from '../../src/render/marks.ts';
import { colourTheme } from '../../src/render/theme.ts';
import { plainTheme } from '../../src/render/tone.ts';

describe('colours', () => {
  it.each<[flag: boolean | undefined, environment: Record<string, string>, terminal: boolean, expected: boolean]>([
    [undefined, {}, true, true],
    [undefined, {}, false, false],
    [undefined, { TERM: 'dumb' }, true, false],
    [undefined, { NO_COLOR: '1' }, true, false],
    [undefined, { NO_COLOR: '' }, true, true],
    [undefined, { FORCE_COLOR: '' }, false, true],
    [undefined, { FORCE_COLOR: '3' }, false, true],
    [undefined, { FORCE_COLOR: '0' }, true, false],
    [undefined, { FORCE_COLOR: 'false' }, true, false],
    [undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [true, { NO_COLOR: '1' }, false, true],
    [false, { FORCE_COLOR: '1' }, true, false],
  ])('flag %s, environment %j, terminal %s: %s', (flag, environment, terminal, expected) => {
    expect(wantsColours(flag, environment, terminal)).toBe(expected);
  });

  it('come round the text only where there is a theme with them', () => {
    expect(plainTheme().paint('stuck', 'CLOSE_WAIT')).toBe('CLOSE_WAIT');
    expect(colourTheme().paint('established', 'ESTABLISHED')).toBe('\x1b[32mESTABLISHED\x1b[39m');
    expect(colourTheme().paint('plain', 'text')).toBe('text');
    expect(colourTheme().paint('note', '')).toBe('');
  });
});

describe('glyphs', () => {
  it.each([
    [{}, UNICODE],
    [{ LANG: 'en_GB.UTF-8' }, UNICODE],
    [{ LANG: 'de_DE.utf8', TERM: 'xterm-256color' }, UNICODE],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'C' }, ASCII],
    [{ LANG: 'de_DE.ISO-8859-1' }, ASCII],
    [{ TERM: 'linux', LANG: 'en_GB.UTF-8' }, ASCII],
  ])('in %j', (environment, expected) => {
    expect(glyphsFor(environment)).toBe(expected);
  });

  it('of ASCII are ASCII, and marks and ellipses take one column', () => {
    expect(Object.values(ASCII).join('')).toMatch(/^[\x20-\x7e]+$/);
    for (const { ellipsis, timer, full, empty } of [ASCII, UNICODE]) {
      for (const glyph of [ellipsis, timer, full, empty]) expect(glyph).toHaveLength(1);
    }
  });
});

describe('marks', () => {
  it('differ, and each that was used is explained', () => {
    const used = new MarksUsed();
    expect(used.legend(UNICODE)).toEqual([]);
    for (const certainty of [...CERTAINTIES, null]) used.note(certainty);
    const signs = used.legend(UNICODE).map((entry) => entry.slice(0, entry.indexOf(' ')));
    expect(signs).toEqual(['~', '?', '°', '-']);
    expect(CERTAINTIES.map((certainty) => mark(certainty, UNICODE))).toEqual(['', '~', '?', '°', '']);
  });
});
