/** The output formats. To add one: a file beside this, and a line here. */
import { csv } from './csv.ts';
import { json } from './json.ts';
import { ndjson } from './ndjson.ts';
import type { Format } from './output.ts';
import { table } from './table.ts';

/** The first is the default. */
export const FORMATS: readonly Format[] = [table, json, ndjson, csv];
