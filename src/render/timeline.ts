/** The transitions below a table: one a line, oldest first. */
import type { Transition } from '../conntrack/snapshot.ts';
import { type Naming, STATES, type State, spellState } from '../conntrack/states.ts';
import { mark, UNTOLD } from './marks.ts';
import { sinceStart } from './time.ts';
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
  const longest = longestName(style.naming);
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

function line(transition: Transition, style: TimelineStyle, longest: number, start: number): string {
  const flow = String(transition.flow).padStart(6);
  return `${timeOf(transition, start)}  ${flow}  ${moveOf(transition, style, longest)}`;
}

/** A transition of a flow that is known from around it; its time counts from `start`. */
export function transitionLine(transition: Transition, style: Omit<TimelineStyle, 'header'>, start: number): string {
  return `${timeOf(transition, start)}  ${moveOf(transition, style, longestName(style.naming))}`;
}

function timeOf({ time }: Transition, start: number): string {
  return sinceStart(time - start).padStart(12);
}

export function longestName(naming: Naming): number {
  return Math.max(...STATES.map((state) => spellState(state, naming).length));
}

/** `client  FIN_WAIT_1 → FIN_WAIT_2~  received ACK of FIN  packet 17`, in columns. */
export function moveOf(
  transition: Transition,
  { naming, theme }: Omit<TimelineStyle, 'header'>,
  longest: number,
): string {
  const spell = (state: State | null): string => (state === null ? UNTOLD : spellState(state, naming));
  const paint = (state: State | null, text: string): string => theme.paint(stateTone(state), text);
  const { from, to, packet } = transition;
  const sure = mark(transition.certainty, theme.glyphs);
  const left = paint(from, spell(from)) + ' '.repeat(longest - spell(from).length);
  const right = paint(to, spell(to)) + sure + ' '.repeat(longest + 1 - spell(to).length - sure.length);
  const where = packet === null ? '' : theme.paint('quiet', `  packet ${packet}`);
  return `${transition.endpoint}  ${left} ${theme.glyphs.arrow} ${right}  ${transition.cause}${where}`;
}
