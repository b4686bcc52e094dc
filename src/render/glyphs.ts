/** The few characters beyond ASCII that the output uses, and what stands for them where they cannot be shown. */

export interface Glyphs {
  /** Where text was cut out. One column. */
  readonly ellipsis: string;
  /** Between the facts of a line. */
  readonly dot: string;
  /** Before a remark. One column. */
  readonly bullet: string;
  /** Beside a state that a timer brought about. One column. */
  readonly timer: string;
  /** From one state to the next. */
  readonly arrow: string;
  /** The full and the empty part of a progress bar. One column each. */
  readonly full: string;
  readonly empty: string;
  /** Heights of a small graph, lowest first. One column each. */
  readonly levels: string;
  /** Heads of long arrows, and the line that an endpoint's time runs along. One column each. */
  readonly left: string;
  readonly right: string;
  readonly lifeline: string;
  /** Parts of a receive window: in flight, free, taken by what the application has not read. One column each. */
  readonly flight: string;
  readonly free: string;
  readonly unread: string;
}

export const UNICODE: Glyphs = {
  ellipsis: '…',
  dot: '·',
  bullet: '·',
  timer: '°',
  arrow: '→',
  full: '━',
  empty: '─',
  levels: '▁▂▃▄▅▆▇█',
  left: '◀',
  right: '▶',
  lifeline: '│',
  flight: '█',
  free: '░',
  unread: '▒',
};

export const ASCII: Glyphs = {
  ellipsis: '>',
  dot: '|',
  bullet: '*',
  timer: '@',
  arrow: '->',
  full: '=',
  empty: '-',
  levels: '_.-~=+*#',
  left: '<',
  right: '>',
  lifeline: '|',
  flight: '#',
  free: '.',
  unread: ':',
};

/**
 * The glyphs that an environment can show: ASCII where the locale says so (`LC_ALL=C`) or the terminal is known for it.
 * An environment that says nothing (containers) gets Unicode, as terminals have it.
 */
export function glyphsFor(environment: Readonly<Record<string, string | undefined>>): Glyphs {
  const { TERM, LC_ALL, LC_CTYPE, LANG } = environment;
  if (TERM === 'linux' || TERM === 'dumb') return ASCII;
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  return locale === '' || /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
