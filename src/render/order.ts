/** In which order flows are shown: the keys of `--sort`, as data. */
import type { SortKey } from '../conntrack/sort-keys.ts';
import { inOrderOf } from './radix-sort.ts';

/** How many numbers there may be for each row that is there. */
const WIDEST_GAPS = 4;

/** What `--sort` calls it, which key that is, and which end of it comes first. */
export interface Sorting {
  readonly name: string;
  readonly key: SortKey;
  readonly first: 'lowest' | 'highest';
  readonly summary: string;
}

/** The first is the table's own. */
export const SORTINGS: readonly Sorting[] = [
  { name: 'attention', key: 'attention', first: 'highest', summary: 'what needs a look' },
  { name: 'start', key: 'start', first: 'lowest', summary: 'opened first' },
  { name: 'last', key: 'last', first: 'highest', summary: 'heard of last' },
  { name: 'age', key: 'since', first: 'lowest', summary: 'longest in its states' },
  { name: 'duration', key: 'duration', first: 'highest', summary: 'longest' },
  { name: 'bytes', key: 'bytes', first: 'highest', summary: 'most payload, both ways' },
  { name: 'packets', key: 'packets', first: 'highest', summary: 'most segments, both ways' },
  { name: 'client-port', key: 'client-port', first: 'lowest', summary: 'by the port of the client' },
  { name: 'server-port', key: 'server-port', first: 'lowest', summary: 'by the port of the server' },
];

export interface Order {
  readonly key: SortKey;
  /** Whether the highest key comes first. */
  readonly descending: boolean;
}

/** The table's order where the user names none. */
export const USUAL_ORDER: Order = { key: 'attention', descending: true };

/** Rows that can be put in order: `FlowRows`. */
interface Keyed {
  readonly length: number;
  /** Its number, which no other row has: they are given in the order in which flows are first seen. */
  id(i: number): number;
  key(i: number, by: SortKey): number;
}

/** The places of `rows` in that order; equal ones in that of their numbers. */
export function ordered(rows: Keyed, { key, descending }: Order): Uint32Array {
  const { length } = rows;
  const places = byNumber(rows);
  const keys = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = rows.key(i, key);
    // What has no value (an age of unknown states) comes last either way.
    keys[i] = Number.isNaN(value) ? Infinity : descending ? 0 - value : value;
  }
  return inOrderOf(keys, places);
}

/** The places of `rows` by their numbers. Each is put where its number says, where the numbers that are not there leave no large gaps. */
function byNumber(rows: Keyed): Uint32Array {
  const { length } = rows;
  let most = 0;
  for (let i = 0; i < length; i++) most = Math.max(most, rows.id(i));
  const places = new Uint32Array(length);
  if (most > length * WIDEST_GAPS) {
    const numbers = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      numbers[i] = rows.id(i);
      places[i] = i;
    }
    return inOrderOf(numbers, places);
  }
  const spread = new Uint32Array(most + 1);
  for (let i = 0; i < length; i++) spread[rows.id(i)] = i + 1;
  let at = 0;
  for (let number = 0; number <= most; number++) if (spread[number] !== 0) places[at++] = spread[number]! - 1;
  return places;
}
