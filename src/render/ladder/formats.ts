/** The formats of timelines, each loaded when it is asked for. To add one: a file beside this, and an entry here. */
import type { LadderFormat } from './telling.ts';

export interface LadderFormatEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<LadderFormat>;
}

/** The first is the default. */
export const LADDER_FORMATS: readonly LadderFormatEntry[] = [
  { name: 'terminal', summary: 'a ladder of characters', load: () => import('./terminal.ts') },
  { name: 'markdown', summary: 'tables', load: () => import('./markdown.ts') },
  { name: 'mermaid', summary: 'sequence diagrams', load: () => import('./mermaid.ts') },
  { name: 'svg', summary: 'a picture', load: () => import('./svg.ts') },
  { name: 'html', summary: 'a page', load: () => import('./html.ts') },
  { name: 'json', summary: 'one document', load: () => import('./json.ts') },
];
