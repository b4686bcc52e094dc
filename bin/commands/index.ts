/** The commands. To add one: a file beside this, and an entry here. */
import type { CommandEntry } from './command.ts';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'analyze',
    summary: 'tell the states of every connection in capture files',
    load: () => import('./analyze.ts'),
  },
  {
    name: 'demo',
    summary: 'watch a leaky server, played from a bundled capture',
    load: () => import('./demo.ts'),
  },
  {
    name: 'watch',
    summary: 'follow connections live on a network interface',
    load: () => import('./watch.ts'),
  },
  {
    name: 'timers',
    summary: 'list how long TIME_WAIT and the other timers last, by system',
    load: () => import('./timers.ts'),
  },
];
