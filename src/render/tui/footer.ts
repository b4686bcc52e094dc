/** The last line: what is typed, what was said, or where one is and which keys there are. */
import { formatCount } from '../count.ts';
import { SORTINGS } from '../order.ts';
import { printable } from '../text.ts';
import type { Theme } from '../tone.ts';
import { spread, widthOf } from './fit.ts';
import { KEYS } from './keys.ts';
import type { Model } from './model.ts';
import type { Picture } from './picture.ts';

const CURSOR = '_';

export function footer(model: Model, picture: Picture, columns: number, theme: Theme): string {
  if (model.message !== null) return theme.paint('warning', printable(model.message));
  if (model.prompt !== null) return prompt(model.prompt, columns);
  if (model.view !== 'list') return spread('Esc back  Up Down PgUp PgDn', 'q quit', columns);
  const where = place(model, picture, theme);
  return spread(where, theme.paint('quiet', hints(columns - widthOf(where) - 2)), columns);
}

/** What is typed, or its end. */
function prompt(typed: string, columns: number): string {
  return `/${typed.slice(-Math.max(1, columns - 2))}${CURSOR}`;
}

/** `1-16 of 81 · attention · state:close_wait`. */
function place(
  { top, sorting, reversed, filter, closedToo }: Model,
  { rows, matching, ids }: Picture,
  theme: Theme,
): string {
  const facts = [
    rows.length === 0
      ? 'none'
      : `${formatCount(top + 1)}-${formatCount(top + rows.length)} of ${formatCount(matching)}`,
  ];
  if (matching > ids.length) facts.push(`first ${formatCount(ids.length)} only`);
  facts.push(`${SORTINGS[sorting]!.name}${reversed ? ' reversed' : ''}`);
  if (closedToo) facts.push('closed too');
  if (filter.text !== '') facts.push(theme.paint('strong', `/${filter.text}`));
  return facts.join(` ${theme.glyphs.dot} `);
}

/** As many of the keys as there is room for, the last of the table first: help and quit. */
function hints(columns: number): string {
  const all = KEYS.flatMap(({ keys, hint }) => (hint === undefined ? [] : [`${shortest(keys)} ${hint}`]));
  while (all.length > 0 && all.join('  ').length > columns) all.shift();
  return all.join('  ');
}

function shortest(keys: readonly string[]): string {
  return keys.includes('enter') ? 'Enter' : keys[0]!;
}
