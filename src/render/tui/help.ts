/** The help: every key of the table, and the marks of the other one. */
import { SORTINGS } from '../order.ts';
import type { Theme } from '../tone.ts';
import { KEYS } from './keys.ts';

const SHOWN = 11;

export function helpLines(theme: Theme): string[] {
  const { timer } = theme.glyphs;
  return [
    theme.paint('title', 'KEYS'),
    ...KEYS.map(({ shown, help }) => `${theme.paint('strong', shown.padEnd(SHOWN))}${help}`),
    '',
    theme.paint('title', 'ORDERS'),
    ...SORTINGS.map(({ name, summary }) => `${name.padEnd(SHOWN)} ${summary}`),
    '',
    theme.paint('title', 'MARKS'),
    `>          what keys act on          *  a state has just changed`,
    `!          something is wrong with it: Enter says what, d of all`,
    `~          presumed: a segment toward the end passed the capture point`,
    `?          inferred: its own segments do not show it`,
    `${timer}          a timer of the profile ran out`,
    `-          the packets do not tell`,
  ];
}
