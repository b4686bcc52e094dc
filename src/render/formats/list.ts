/** The output formats, each loaded when it is asked for. To add one: a file beside this, and an entry here. */
import type { Format } from './output.ts';

/** The first is the default. */
export const FORMATS: readonly Format[] = [
  {
    name: 'table',
    summary: 'for people',
    takesTransitions: true,
    tellsFindings: false,
    streams: false,
    load: () => import('./table.ts'),
  },
  {
    name: 'json',
    summary: 'one document',
    takesTransitions: true,
    tellsFindings: true,
    streams: true,
    load: () => import('./json.ts'),
  },
  {
    name: 'ndjson',
    summary: 'one record a line, as it becomes known',
    takesTransitions: true,
    tellsFindings: true,
    streams: true,
    load: () => import('./ndjson.ts'),
  },
  {
    name: 'csv',
    summary: 'flows only',
    takesTransitions: false,
    tellsFindings: false,
    streams: true,
    load: () => import('./csv.ts'),
  },
];
