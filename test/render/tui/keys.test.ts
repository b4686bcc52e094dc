/** Keys: what terminals send for them, the one table, and what each does to what is shown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFilter } from '../../../bin/options/filter-words.ts';
import { SORTINGS } from '../../../src/render/order.ts';
import { plainTheme } from '../../../src/render/tone.ts';
import { helpLines } from '../../../src/render/tui/help.ts';
import { keyNames } from '../../../src/render/tui/key-names.ts';
import { actionOf, KEYS } from '../../../src/render/tui/keys.ts';
import { type Model, orderOf, press, START, settle } from '../../../src/render/tui/model.ts';
import { TABS } from '../../../src/render/tui/tabs.ts';
import { flowRow } from '../../support/flows.ts';

describe('key names', () => {
  it.each<[sent: string, names: string[]]>([
    ['q', ['q']],
    ['\x1b[A', ['up']],
    ['\x1bOB', ['down']],
    ['\x1b[5~\x1b[6~', ['pgup', 'pgdn']],
    ['\x1b[1;5A', ['up']],
    ['\x1b[H\x1b[1~\x1bOH', ['home', 'home', 'home']],
    ['\x1b', ['esc']],
    ['\x1b\x1b', ['esc', 'esc']],
    ['\x1bx', []],
    ['\x1b[200~', []],
    ['jj\r', ['j', 'j', 'enter']],
    ['\x03\x1a\x0c', ['ctrl-c', 'ctrl-z', 'ctrl-l']],
    [' \x7f\x08', ['space', 'backspace', 'backspace']],
    ['\xe4\x00', []],
  ])('of %j', (sent, names) => {
    expect(keyNames(sent)).toEqual({ names, rest: '' });
  });

  it('are the same however the octets arrive, where a sequence has begun', () => {
    const begun = keyNames('k\x1b[');
    expect(begun).toEqual({ names: ['k'], rest: '\x1b[' });
    expect(keyNames(`${begun.rest}6~`)).toEqual({ names: ['pgdn'], rest: '' });
  });

  it('never fail, and what is left can only be the beginning of a sequence', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\x1b', '[', 'O', ';', '5', '~', 'A', 'q', '\r', '\x9b', 'é') }),
        (sent) => {
          const { names, rest } = keyNames(sent);
          expect(names.every((name) => name !== '')).toBe(true);
          expect(sent.endsWith(rest)).toBe(true);
          if (rest !== '') expect(rest).toMatch(/^.[[O]/);
        },
      ),
    );
  });
});

describe('the table of keys', () => {
  it('binds no key twice, and binds what the issue names', () => {
    const keys = KEYS.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
    const wanted = [
      'up',
      'down',
      'j',
      'k',
      'pgup',
      'pgdn',
      'g',
      'G',
      '/',
      'esc',
      's',
      'S',
      '1',
      '9',
      't',
      'p',
      'space',
      'enter',
      'w',
      '?',
      'q',
    ];
    expect(wanted.filter((key) => actionOf(key) === null)).toEqual([]);
    expect(actionOf('x')).toBeNull();
  });

  it('has as many tabs as tab keys', () => {
    expect(KEYS.find(({ action }) => action === 'tab')!.keys).toHaveLength(TABS.length);
  });

  it('is the help, line by line', () => {
    const lines = helpLines(plainTheme());
    for (const { shown, help } of KEYS) expect(lines).toContain(`${shown.padEnd(11)}${help}`);
  });
});

const around = (ids: readonly number[], page = 5) => ({ ids, page, readFilter });
const TEN = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

/** Presses keys with those connections on the screen. */
function pressed(keys: string, ids: readonly number[] = TEN, model: Model = START): Model {
  return keys
    .split(' ')
    .filter((key) => key !== '')
    .reduce((before, key) => settle(press(before, key, around(ids)).model, { ids, page: 5 }), model);
}

describe('moving', () => {
  it.each<[keys: string, selected: number | null, top: number]>([
    ['', null, 0],
    ['j', 10, 0],
    ['j j j', 12, 0],
    ['j j j k', 11, 0],
    ['k', 10, 0],
    ['j pgdn', 15, 1],
    ['pgdn', 15, 1],
    ['G', 19, 5],
    ['G j', 19, 5],
    ['G pgup pgup pgup', 10, 0],
    ['G g', null, 0],
    ['down up home', null, 0],
  ])('%s', (keys, selected, top) => {
    expect(pressed(keys)).toMatchObject({ selected, top });
  });

  it('follows the connection, not the row', () => {
    const model = pressed('j j j');
    const later = [15, 16, 17, 18, 19, 12, 10, 11];
    expect(settle(model, { ids: later, page: 5 })).toMatchObject({ selected: 12, top: 1 });
  });

  it('stays where it was when the connection is gone, and on top where nothing was selected', () => {
    const model = pressed('j j j');
    expect(settle(model, { ids: [10, 11, 13, 14], page: 5 }).selected).toBe(13);
    expect(settle(model, { ids: [10], page: 5 }).selected).toBe(10);
    expect(settle(model, { ids: [], page: 5 })).toMatchObject({ selected: null, top: 0 });
    expect(settle(START, { ids: [5, 6, 7], page: 2 })).toMatchObject({ selected: null, top: 0 });
  });

  it('keeps the view within what there is, and what is selected within the view', () => {
    const keys = fc.constantFrom('j', 'k', 'pgup', 'pgdn', 'g', 'G', 'enter', 'esc', 's', 't', '?');
    fc.assert(
      fc.property(fc.array(keys), fc.integer({ min: 0, max: 12 }), (some, count) => {
        const ids = TEN.slice(0, count);
        const { selected, top, view } = pressed(some.join(' '), ids);
        expect(top).toBeGreaterThanOrEqual(0);
        if (view !== 'list' || selected === null) return;
        expect(top).toBeLessThanOrEqual(Math.max(0, ids.length - 5));
        expect(ids.slice(top, top + 5)).toContain(selected);
      }),
    );
  });
});

describe('choosing', () => {
  it('opens the first where none is selected, and comes back', () => {
    expect(pressed('enter')).toMatchObject({ view: 'detail', selected: 10 });
    expect(pressed('enter esc').view).toBe('list');
    expect(pressed('enter', []).view).toBe('list');
    expect(pressed('?').view).toBe('help');
    expect(pressed('? ?').view).toBe('list');
  });

  it('goes round the orders, and turns each over', () => {
    expect(orderOf(pressed(''))).toEqual({ key: 'attention', descending: true });
    expect(orderOf(pressed('s'))).toEqual({ key: 'start', descending: false });
    expect(orderOf(pressed('s S'))).toEqual({ key: 'start', descending: true });
    expect(pressed('s '.repeat(SORTINGS.length)).sorting).toBe(0);
  });

  it('takes what is typed as a filter at Enter', () => {
    const { filter, prompt } = pressed('/ s t a t e : c l o s e - w a i t enter');
    expect([filter.text, prompt]).toEqual(['state:close-wait', null]);
    expect(filter.accepts!(flowRow({ server: { state: 'CLOSE_WAIT' } }))).toBe(true);
    expect(filter.accepts!(flowRow())).toBe(false);
  });

  it.each<[keys: string, prompt: string | null, text: string]>([
    ['/ a backspace', '', ''],
    ['/ a backspace backspace', null, ''],
    ['/ a b ctrl-u c', 'c', ''],
    ['/ a esc', null, ''],
    ['/ a enter /', 'a', 'a'],
    ['/ a enter esc', null, ''],
    ['/ a space b enter', null, 'a b'],
    ['/ q', 'q', ''],
    ['/ up down', '', ''],
    ['/ enter', null, ''],
  ])('types %s', (keys, prompt, text) => {
    expect(pressed(keys)).toMatchObject({ prompt, filter: { text } });
  });

  it('says what is wrong with a filter, and lets it be mended', () => {
    const wrong = pressed('/ p r o t : 1 enter');
    expect(wrong).toMatchObject({
      prompt: 'prot:1',
      message: 'no such criterion: prot:: did you mean port:?',
      filter: { text: '' },
    });
    expect(pressed('backspace', TEN, wrong)).toMatchObject({ prompt: 'prot:', message: null });
  });

  it('asks the program for what a model cannot do', () => {
    const effect = (key: string, model = START) => press(model, key, around(TEN)).effect;
    expect(['q', 'ctrl-c', 'ctrl-z', 'w', 'ctrl-l', 'j'].map((key) => effect(key))).toEqual([
      'quit',
      'quit',
      'suspend',
      'write',
      'redraw',
      undefined,
    ]);
    expect(effect('ctrl-c', pressed('/ a'))).toBe('quit');
    expect(effect('q', pressed('/ a'))).toBeUndefined();
    expect(effect('q', pressed('enter'))).toBe('quit');
  });
});

describe('filter words', () => {
  const accepts = (words: string, row = flowRow()): boolean => {
    const filter = readFilter(words);
    if (filter === null || 'complaint' in filter) throw new Error(`not a filter: ${words}`);
    return filter(row);
  };

  it.each<[words: string, shown: boolean]>([
    ['port:443', true],
    ['port:80', false],
    ['port:1-500', true],
    ['host:10.0.0.5', true],
    ['net:10.0.0.0/8 port:443', true],
    ['net:10.0.0.0/8 port:80', false],
    ['state:established', true],
    ['state:!established', false],
    ['10.0.0.5:51', true],
    ['0.9:443', true],
    ['nothing', false],
    ['flow:1', true],
  ])('%s', (words, shown) => {
    expect(accepts(words)).toBe(shown);
  });

  it('find text in notes, tunnels and IPv6 sockets', () => {
    expect(accepts('mid', flowRow({ notes: ['mid-stream'] }))).toBe(true);
    expect(accepts('vxlan', flowRow({ tunnel: 'vxlan:42' }))).toBe(true);
    const row = flowRow({ ipVersion: 6, client: { address: 'fe80::1' } });
    expect(accepts('fe80::1', row)).toBe(true);
  });

  it('are none where nothing is typed', () => {
    expect(readFilter('  ')).toBeNull();
  });
});
