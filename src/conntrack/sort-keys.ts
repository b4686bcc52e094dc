/** By what flows can be ordered, and what each key is of a flow that a cursor stands on. */
import { attention } from './attention.ts';
import type { Endpoint } from './endpoint.ts';
import type { FlowCursor } from './flow-cursor.ts';
import { enteredAt } from './history.ts';
import { UNKNOWN } from './states.ts';

export const SORT_KEYS = [
  'attention',
  'start',
  'last',
  'duration',
  'since',
  'bytes',
  'packets',
  'client-port',
  'server-port',
] as const;

export type SortKey = (typeof SORT_KEYS)[number];

/** The same as `FlowRows.key`, without keeping the flow. NaN where there is no value: the age of unknown states. */
export function sortKey(cursor: FlowCursor, by: SortKey): number {
  const { client, server } = cursor;
  switch (by) {
    case 'attention':
      return attention(client.state, server.state, cursor.noteBits, cursor.retransmitted);
    case 'start':
      return cursor.firstSeen;
    case 'last':
      return cursor.lastSeen;
    case 'duration':
      return cursor.lastSeen - cursor.firstSeen;
    case 'since':
      return latest(since(client), since(server));
    case 'bytes':
      return client.bytes + server.bytes;
    case 'packets':
      return client.packets + server.packets;
    case 'client-port':
      return cursor.flow.port(client.half);
    case 'server-port':
      return cursor.flow.port(server.half);
  }
}

/** When it entered its state; NaN where that is unknown. */
export function since(endpoint: Endpoint): number {
  return endpoint.state === UNKNOWN ? Number.NaN : enteredAt(endpoint);
}

/** The later of two times, either of which may be NaN. */
export function latest(one: number, other: number): number {
  if (Number.isNaN(one)) return other;
  return Number.isNaN(other) ? one : Math.max(one, other);
}
