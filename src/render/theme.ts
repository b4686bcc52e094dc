/** Colours by meaning. The only place that knows chalk, loaded only where there are colours. */
import { Chalk, type ChalkInstance } from 'chalk';
import { type Glyphs, UNICODE } from './glyphs.ts';
import type { Theme, Tone } from './tone.ts';

const PAINTS: Readonly<Record<Exclude<Tone, 'plain'>, (chalk: ChalkInstance) => ChalkInstance>> = {
  title: (chalk) => chalk.bold,
  quiet: (chalk) => chalk.dim,
  strong: (chalk) => chalk.bold,
  opening: (chalk) => chalk.cyan,
  established: (chalk) => chalk.green,
  closing: (chalk) => chalk.yellow,
  stuck: (chalk) => chalk.red.bold,
  waiting: (chalk) => chalk.blue,
  gone: (chalk) => chalk.dim,
  note: (chalk) => chalk.magenta,
  warning: (chalk) => chalk.yellow,
  error: (chalk) => chalk.red.bold,
  changed: (chalk) => chalk.inverse,
  selected: (chalk) => chalk.inverse.bold,
};

/** Text in the terminal's own colours. */
export function colourTheme(glyphs: Glyphs = UNICODE): Theme {
  // 16 colours: the user's own palette, readable on light and dark ground.
  const chalk = new Chalk({ level: 1 });
  const paints = new Map(Object.entries(PAINTS).map(([tone, choose]) => [tone, choose(chalk)]));
  return { coloured: true, glyphs, paint: (tone, text) => (text === '' ? text : (paints.get(tone)?.(text) ?? text)) };
}
