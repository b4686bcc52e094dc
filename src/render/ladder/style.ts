/** Colours and type of drawn ladders, light and dark: style sheets, so that a picture needs nothing beside itself. */

const LIGHT = {
  ground: '#ffffff',
  ink: '#1d2430',
  quiet: '#657080',
  line: '#b8c0cc',
  band: '#f3f5f8',
  note: '#6b3fa0',
  opening: '#0b6e99',
  established: '#1b7a3d',
  closing: '#9a5b00',
  stuck: '#c2182b',
  waiting: '#2a55c5',
  gone: '#657080',
  flight: '#2a55c5',
  free: '#bfe3c9',
  unread: '#e8b04a',
};

const DARK: typeof LIGHT = {
  ground: '#14181f',
  ink: '#e6eaf0',
  quiet: '#98a3b3',
  line: '#4a5464',
  band: '#1c222b',
  note: '#c3a2f0',
  opening: '#5cc6ee',
  established: '#6bd08c',
  closing: '#f0b452',
  stuck: '#ff7a86',
  waiting: '#8fb0ff',
  gone: '#98a3b3',
  flight: '#7fa2ff',
  free: '#2f5a3d',
  unread: '#b57d1c',
};

const variables = (colours: typeof LIGHT): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

/** For an element of class `ladder` and what is in it. */
export const LADDER_STYLE: string = [
  `.ladder{${variables(LIGHT)};color-scheme:light dark;background:var(--ground);color:var(--ink)}`,
  `@media(prefers-color-scheme:dark){.ladder{${variables(DARK)}}}`,
  '.ladder text{font:12px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink)}',
  '.ladder .ground{fill:var(--ground)}',
  '.ladder .band{fill:var(--band)}',
  '.ladder .title{font-weight:700;font-size:14px}',
  '.ladder .quiet{fill:var(--quiet)}',
  '.ladder .strong{font-weight:700}',
  '.ladder .note{fill:var(--note)}',
  '.ladder .error{fill:var(--stuck);font-weight:700}',
  '.ladder .state{font-weight:700}',
  ...['opening', 'established', 'closing', 'stuck', 'waiting', 'gone'].map(
    (tone) => `.ladder .${tone}{fill:var(--${tone})}`,
  ),
  '.ladder .life{stroke:var(--line);stroke-width:2}',
  '.ladder .arrow{stroke:var(--ink);stroke-width:1.5;fill:none}',
  '.ladder .head{fill:var(--ink)}',
  '.ladder .reset{stroke:var(--stuck)}',
  '.ladder .resethead{fill:var(--stuck)}',
  ...['flight', 'free', 'unread'].map((part) => `.ladder .bar-${part}{fill:var(--${part})}`),
].join('\n');
