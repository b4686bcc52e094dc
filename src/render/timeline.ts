/** The transitions below a table: one a line, oldest first. */
import type { Transition } from '../conntrack/snapshot.ts';
import { type Naming, STATES, type State, spellState } from '../conntrack/states.ts';
import { mark, UNTOLD } from './marks.ts';
import { seconds } from './time.ts';
import { stateTone, type Theme } from './tone.ts';
import type { TransitionList } from './transition-list.ts';

export interface TimelineStyle {
  readonly naming: Naming;
  readonly theme: Theme;
  readonly header: boolean;
}

/** Lines without their ends, a heading first; of all flows, or of those with the ids. Times count from `start`. */
export function* timeline(
  transitions: TransitionList,
  ids: ReadonlySet<number> | null,
  style: TimelineStyle,
  start: number,
): Generator<string> {
  const longest = Math.max(...STATES.map((state) => spellState(state, style.naming).length));
  const arrow = style.theme.glyphs.arrow;
  const moveWidth = 2 * longest + arrow.length + 2;
  if (style.header) {
    yield '';
    const title = `${'TIME'.padStart(12)}  ${'FLOW'.padStart(6)}  END     ${'TRANSITION'.padEnd(moveWidth + 1)}  CAUSE`;
    yield style.theme.paint('title', title);
  }
  for (const transition of transitions.inOrder()) {
    if (ids !== null && !ids.has(transition.flow)) continue;
    yield line(transition, style, longest, start);
  }
}

function line(transition: Transition, { naming, theme }: TimelineStyle, longest: number, start: number): string {
  const spell = (state: State | null): string => (state === null ? UNTOLD : spellState(state, naming));
  const paint = (state: State | null, text: string): string => theme.paint(stateTone(state), text);
  const { from, to, packet } = transition;
  const sure = mark(transition.certainty, theme.glyphs);
  const time = `+${seconds(transition.time - start).toFixed(6)}`.padStart(12);
  const left = paint(from, spell(from)) + ' '.repeat(longest - spell(from).length);
  const right = paint(to, spell(to)) + sure + ' '.repeat(longest + 1 - spell(to).length - sure.length);
  const where = packet === null ? '' : theme.paint('quiet', `  packet ${packet}`);
  const flow = String(transition.flow).padStart(6);
  return `${time}  ${flow}  ${transition.endpoint}  ${left} ${theme.glyphs.arrow} ${right}  ${transition.cause}${where}`;
}
