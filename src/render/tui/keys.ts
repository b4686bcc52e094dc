/** The keys of the screen: the one table by which they act, and from which the help is printed. */

export type Action =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'filter'
  | 'sort'
  | 'reverse'
  | 'tab'
  | 'closed'
  | 'diagnose'
  | 'freeze'
  | 'write'
  | 'help'
  | 'redraw'
  | 'suspend'
  | 'quit';

export interface Binding {
  readonly action: Action;
  /** As `keyNames` gives them. */
  readonly keys: readonly string[];
  /** How the help writes them. */
  readonly shown: string;
  readonly help: string;
  /** For the bottom line, where the key belongs there. */
  readonly hint?: string;
}

export const KEYS: readonly Binding[] = [
  { action: 'up', keys: ['up', 'k'], shown: 'Up k', help: 'one row up' },
  { action: 'down', keys: ['down', 'j'], shown: 'Down j', help: 'one row down' },
  { action: 'page-up', keys: ['pgup', 'ctrl-b'], shown: 'PgUp', help: 'one page up' },
  { action: 'page-down', keys: ['pgdn', 'ctrl-f'], shown: 'PgDn', help: 'one page down' },
  { action: 'first', keys: ['g', 'home'], shown: 'g Home', help: 'to the top, and stay there' },
  { action: 'last', keys: ['G', 'end'], shown: 'G End', help: 'to the end' },
  {
    action: 'open',
    keys: ['enter', 'right'],
    shown: 'Enter',
    help: 'all that is known of a connection',
    hint: 'details',
  },
  { action: 'back', keys: ['esc', 'left', 'backspace'], shown: 'Esc', help: 'back; in the list: no filter' },
  {
    action: 'filter',
    keys: ['/'],
    shown: '/',
    help: 'show some: state:close_wait port:443 host:10.0.0.5 text',
    hint: 'filter',
  },
  { action: 'sort', keys: ['s'], shown: 's', help: 'the next order', hint: 'sort' },
  { action: 'reverse', keys: ['S'], shown: 'S', help: 'the other way round' },
  {
    action: 'tab',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1 to 9',
    help: 'by state, as the line above the table says',
  },
  { action: 'closed', keys: ['t'], shown: 't', help: 'closed connections, too; again: not' },
  {
    action: 'diagnose',
    keys: ['d'],
    shown: 'd',
    help: 'what is wrong, who must act, what to do; again: back',
    hint: 'diagnosis',
  },
  { action: 'freeze', keys: ['p', 'space'], shown: 'p Space', help: 'hold the picture; again: go on', hint: 'freeze' },
  { action: 'write', keys: ['w'], shown: 'w', help: 'write what is shown to a file' },
  { action: 'redraw', keys: ['ctrl-l'], shown: 'Ctrl-L', help: 'draw everything anew' },
  { action: 'suspend', keys: ['ctrl-z'], shown: 'Ctrl-Z', help: 'to the shell; fg comes back' },
  { action: 'help', keys: ['?', 'h'], shown: '? h', help: 'this', hint: 'help' },
  { action: 'quit', keys: ['q', 'ctrl-c'], shown: 'q Ctrl-C', help: 'quit', hint: 'quit' },
];

const BY_KEY: ReadonlyMap<string, Action> = new Map(
  KEYS.flatMap(({ action, keys }) => keys.map((key) => [key, action] as const)),
);

/** What a key does; null for nothing. */
export function actionOf(key: string): Action | null {
  return BY_KEY.get(key) ?? null;
}
