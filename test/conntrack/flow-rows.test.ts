/** Rows kept of flows let go say what the flows said, and are ordered by it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FlowRows } from '../../src/conntrack/flow-rows.ts';
import type { FlowRow } from '../../src/conntrack/snapshot.ts';
import { SORT_KEYS, type SortKey, sortKey } from '../../src/conntrack/sort-keys.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Scopes } from '../../src/decode/scopes.ts';
import { Segment } from '../../src/decode/segment.ts';
import { parseScenario } from '../support/scenario.ts';
import { trackerOptions } from '../support/scenario-play.ts';
import { fillSegment, wirePackets } from '../support/scenario-segments.ts';

const folder = join(import.meta.dirname, '../scenarios');
const rows = new FlowRows(new Scopes());
const wanted: FlowRow[] = [];
const keysOfCursors: number[][] = [];

/** Every scenario, over IPv4 and over IPv6. */
for (const name of readdirSync(folder).filter((it) => it.endsWith('.txt'))) {
  const scenario = parseScenario(readFileSync(join(folder, name), 'utf8'));
  for (const ipVersion of [4, 6] as const) {
    const segment = new Segment();
    const tracker = new Tracker({ ...trackerOptions(scenario), maxFlows: 16 });
    tracker.onFlow = (flow) => {
      // More rows than a chunk holds, so that chunks join without a seam.
      for (let copy = 0; copy < 100; copy++) {
        rows.add(flow);
        wanted.push(flow.row());
        keysOfCursors.push(SORT_KEYS.map((by) => sortKey(flow, by)));
      }
    };
    wirePackets(scenario, { ipVersion }).forEach((wire, i) => {
      if (wire !== null) {
        fillSegment(segment, wire, i + 1);
        tracker.track(segment);
      }
      tracker.advance(scenario.lines[i]!.time);
    });
    tracker.finish();
  }
}

describe('rows of flows let go', () => {
  it('are equal to the rows of the flows', () => {
    expect(rows.length).toBeGreaterThan(16_384);
    for (let i = 0; i < rows.length; i += i % 100 === 0 ? 99 : 1) expect(rows.row(i)).toEqual(wanted[i]);
  });

  it('are ordered as the flows were', () => {
    for (let i = 0; i < rows.length; i += 100) expect(SORT_KEYS.map((by) => rows.key(i, by))).toEqual(keysOfCursors[i]);
  });

  const of: Readonly<Partial<Record<SortKey, (row: FlowRow) => number>>> = {
    start: (row) => row.firstSeen,
    last: (row) => row.lastSeen,
    duration: (row) => row.lastSeen - row.firstSeen,
    since: (row) =>
      Math.max(row.client.since ?? Number.NEGATIVE_INFINITY, row.server.since ?? Number.NEGATIVE_INFINITY),
    bytes: (row) => row.client.bytes + row.server.bytes,
    packets: (row) => row.client.packets + row.server.packets,
    'client-port': (row) => row.client.port,
    'server-port': (row) => row.server.port,
  };

  it.each(Object.entries(of))('have %s as a key', (by, value) => {
    for (let i = 0; i < rows.length; i += 100) expect(rows.key(i, by as SortKey)).toBe(value(wanted[i]!));
  });

  it('ask for attention first where an application must close, last where all is over', () => {
    const keys = new Map<string, number[]>();
    for (let i = 0; i < rows.length; i += 100) {
      const { client, server, notes } = wanted[i]!;
      if (notes.length > 0) continue;
      const pair = [client.state, server.state].sort().join(' ');
      keys.set(pair, [...(keys.get(pair) ?? []), rows.key(i, 'attention')]);
    }
    const least = (pair: string): number => Math.min(...keys.get(pair)!);
    const most = (pair: string): number => Math.max(...keys.get(pair)!);
    const order = ['CLOSE_WAIT FIN_WAIT_2', 'ESTABLISHED ESTABLISHED', 'CLOSED TIME_WAIT', 'CLOSED CLOSED'];
    for (let i = 1; i < order.length; i++) expect(least(order[i - 1]!)).toBeGreaterThan(most(order[i]!));
  });
});
