/** A flow under a cursor as filters see it. Only what is asked for is built: of a million flows that is little. */
import type { Endpoint } from '../conntrack/endpoint.ts';
import type { FlowCursor } from '../conntrack/flow-cursor.ts';
import { type State, stateOfCode } from '../conntrack/states.ts';
import type { Filter, Filtered, FilteredEnd } from './filter.ts';

export class Glance implements Filtered {
  readonly client: FilteredEnd;
  readonly server: FilteredEnd;
  readonly #cursor: FlowCursor;

  constructor(cursor: FlowCursor) {
    this.#cursor = cursor;
    this.client = new GlanceEnd(cursor, cursor.client);
    this.server = new GlanceEnd(cursor, cursor.server);
  }

  get id(): number {
    return this.#cursor.flow.number;
  }

  get ipVersion(): 4 | 6 {
    return this.#cursor.ipVersion;
  }

  get tunnel(): string | null {
    return this.#cursor.tunnel;
  }

  get notes(): readonly string[] {
    return this.#cursor.notes;
  }
}

/** The same filter for a flow under a cursor; null for none. */
export function fitting(accepts: Filter | null): ((flow: FlowCursor) => boolean) | null {
  if (accepts === null) return null;
  // Cursors are few and flows are many: a glance follows its cursor from flow to flow.
  let last: { readonly cursor: FlowCursor; readonly glance: Glance } | null = null;
  return (cursor) => {
    if (last?.cursor !== cursor) last = { cursor, glance: new Glance(cursor) };
    return accepts(last.glance);
  };
}

class GlanceEnd implements FilteredEnd {
  readonly #cursor: FlowCursor;
  readonly #endpoint: Endpoint;

  constructor(cursor: FlowCursor, endpoint: Endpoint) {
    this.#cursor = cursor;
    this.#endpoint = endpoint;
  }

  get state(): State | null {
    return stateOfCode(this.#endpoint.state);
  }

  get address(): string {
    return this.#cursor.address(this.#endpoint);
  }

  get port(): number {
    return this.#cursor.flow.port(this.#endpoint.half);
  }
}
