/** The bar of connections by the states of their ends, each with a small graph of how many there were. */
import { type Naming, STATES, type State, spellState } from '../../conntrack/states.ts';
import { formatCount } from '../count.ts';
import { UNTOLD } from '../marks.ts';
import { stateTone, type Theme } from '../tone.ts';
import type { PairTrend } from './picture.ts';
import { sparkline } from './sparkline.ts';

/** Seconds in a graph, columns of a number, and columns between two cells. */
const GRAPH = 8;
const COUNT = 6;
const GAP = 2;

export interface BarSize {
  readonly columns: number;
  readonly lines: number;
}

/** Always so many lines, the most frequent pairs first, as in a newspaper: down, then to the right. */
export function pairBar(
  pairs: readonly PairTrend[],
  { columns, lines }: BarSize,
  naming: Naming,
  theme: Theme,
): string[] {
  const longest = Math.max(...STATES.map((state) => spellState(state, naming).length));
  const width = COUNT + 1 + 2 * longest + 1 + 1 + GRAPH;
  const across = Math.max(1, Math.floor((columns + GAP) / (width + GAP)));
  return Array.from({ length: lines }, (_, line) => {
    const cells = Array.from({ length: across }, (_, column) => pairs[column * lines + line]);
    const drawn = cells.map((pair) => (pair === undefined ? '' : cell(pair, 2 * longest + 1, naming, theme)));
    return drawn.filter((text) => text !== '').join(' '.repeat(GAP));
  });
}

function cell({ first, second, flows, history }: PairTrend, longest: number, naming: Naming, theme: Theme): string {
  const spell = (state: State | null): string => (state === null ? UNTOLD : spellState(state, naming));
  const paint = (state: State | null): string => theme.paint(stateTone(state), spell(state));
  const space = ' '.repeat(longest - spell(first).length - 1 - spell(second).length);
  const graph = theme.paint('quiet', sparkline([...history, flows], GRAPH, theme.glyphs.levels));
  return `${formatCount(flows).padStart(COUNT)} ${paint(first)}/${paint(second)}${space} ${graph}`;
}
