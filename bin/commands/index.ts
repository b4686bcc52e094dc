/** The commands. To add one: a file beside this, and an entry here. */
import type { CommandEntry } from './command.ts';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'analyze',
    summary: 'tell the states of every connection in capture files',
    load: () => import('./analyze.ts'),
  },
  {
    name: 'watch',
    summary: 'follow connections live on a network interface',
    load: () => import('./watch.ts'),
  },
  {
    name: 'diagnose',
    summary: 'tell what is wrong, who must act, and what to do',
    load: () => import('./diagnose.ts'),
  },
  {
    name: 'timeline',
    summary: 'show what happened between two endpoints, segment by segment',
    load: () => import('./timeline.ts'),
  },
  {
    name: 'explain',
    summary: 'explain a state, timer, flag, finding or term',
    load: () => import('./explain.ts'),
  },
  {
    name: 'timers',
    summary: 'list how long TIME_WAIT and the other timers last, by system',
    load: () => import('./timers.ts'),
  },
  {
    name: 'interfaces',
    summary: 'list the network interfaces that can be watched',
    load: () => import('./interfaces.ts'),
  },
  {
    name: 'demo',
    summary: 'watch a leaky server, or make a fault and see it diagnosed',
    load: () => import('./demo.ts'),
  },
];
