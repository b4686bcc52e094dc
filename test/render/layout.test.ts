/** Which columns a table has, and how wide: by what there is as a whole and by the terminal, never by the order of rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATES } from '../../src/conntrack/states.ts';
import { COLUMNS, type View } from '../../src/render/columns.ts';
import { UNICODE } from '../../src/render/glyphs.ts';
import { GAP, layOut, type Placed } from '../../src/render/layout.ts';
import { flowRow } from '../support/flows.ts';

const view: View = { start: 0, end: 60e9, naming: 'rfc', glyphs: UNICODE };
const rows = [
  flowRow(),
  flowRow({ client: { state: 'FIN_WAIT_2', timer: { name: 'fin-timeout', remaining: 55.7 } }, closedFirst: 'client' }),
  flowRow({
    ipVersion: 6,
    client: { address: '2001:db8:1:2:3:4:5:6', port: 1 },
    server: { address: '2001:db8:1:2:3:4:5:7' },
    notes: ['mid-stream', 'one-sided', 'rst-after-fin'],
  }),
];

const keys = (placed: readonly Placed[]): string[] => placed.map(({ column }) => column.key);
const total = (placed: readonly Placed[]): number => placed.reduce((sum, { width }) => sum + width + GAP, -GAP);

describe('layout', () => {
  it('shows every column that holds something where there is no limit', () => {
    expect(keys(layOut(view, { columns: Infinity, ipVersion: 6, rows }))).toEqual(COLUMNS.map(({ key }) => key));
    const plain = keys(layOut(view, { columns: Infinity, ipVersion: 4, rows: [flowRow()] }));
    expect(plain).not.toContain('timer');
    expect(plain).not.toContain('notes');
    expect(plain).not.toContain('closed-by');
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        fc.integer({ min: 30, max: 250 }),
        (some, columns) => {
          const options = { columns, ipVersion: 6 as const };
          expect(layOut(view, { ...options, rows: some })).toEqual(layOut(view, { ...options, rows }));
        },
      ),
    );
  });

  it('fits every terminal of 50 columns or more, and never takes a column away as it grows wider', () => {
    let before = 0;
    for (let columns = 50; columns < 260; columns++) {
      const placed = layOut(view, { columns, ipVersion: 6, rows });
      expect(total(placed)).toBeLessThanOrEqual(columns);
      const ranks = placed.filter(({ column }) => column.rank <= 1).length;
      expect(ranks).toBeGreaterThanOrEqual(before);
      before = ranks;
    }
  });

  it('keeps both ends and both states at any width', () => {
    const always = ['first', 'first-state', 'second', 'second-state'];
    for (const columns of [1, 20, 40, 60]) {
      expect(keys(layOut(view, { columns, ipVersion: 6, rows }))).toEqual(always);
    }
  });

  it('gives the notes what is left over', () => {
    const width = (columns: number): number =>
      layOut(view, { columns, ipVersion: 6, rows }).find(({ column }) => column.key === 'notes')?.width ?? 0;
    expect(width(250)).toBe('mid-stream, one-sided, rst-after-fin'.length);
    expect(width(40)).toBe(0);
  });

  it('leaves room for anything in tables too long to be measured', () => {
    const far = layOut(view, { columns: Infinity, ipVersion: 6, rows: null });
    const worst = flowRow({
      id: 12_345_678,
      ipVersion: 6,
      client: {
        address: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
        port: 65_535,
        bytes: 1023 * 1024,
        certainty: 'timer',
      },
      server: { address: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', port: 65_535, bytes: 1023 * 1024 ** 2 },
      firstSeen: 59 * 60e9,
      lastSeen: 100 * 86_400e9,
      closedFirst: 'client',
      closedBy: 'rst',
    });
    for (const { column, width } of far) {
      if (column.key !== 'notes') expect(column.text(worst, view).length, column.key).toBeLessThanOrEqual(width);
    }
    for (const state of STATES) {
      const row = flowRow({ client: { state, certainty: 'inferred' } });
      const placed = far.find(({ column }) => column.key === 'first-state')!;
      expect(placed.column.text(row, view).length).toBeLessThanOrEqual(placed.width);
    }
    const narrow = layOut(view, { columns: Infinity, ipVersion: 4, rows: null });
    expect(narrow.find(({ column }) => column.key === 'first')!.width).toBe('255.255.255.255:65535'.length);
  });
});

describe('cells', () => {
  const text = (key: string, row = flowRow()): string => COLUMNS.find((column) => column.key === key)!.text(row, view);

  it('put IPv6 addresses into brackets', () => {
    expect(text('first', rows[2])).toBe('[2001:db8:1:2:3:4:5:6]:1');
    expect(text('first')).toBe('10.0.0.5:51234');
  });

  it('mark states that were not seen', () => {
    const marked = (certainty: 'seen' | 'presumed' | 'inferred' | 'timer'): string =>
      text('first-state', flowRow({ client: { state: 'CLOSED', certainty } }));
    expect((['seen', 'presumed', 'inferred', 'timer'] as const).map(marked)).toEqual([
      'CLOSED',
      'CLOSED~',
      'CLOSED?',
      'CLOSED°',
    ]);
    expect(text('first-state', flowRow({ client: { state: null, certainty: null, since: null } }))).toBe('-');
  });

  it('say who closed first, and how', () => {
    const closed = (closedFirst: 'client' | null, closedBy: 'fin' | 'timeout' | null): string =>
      text('closed-by', flowRow({ closedFirst, closedBy }));
    expect(closed('client', 'fin')).toBe('client fin');
    expect(closed('client', null)).toBe('client');
    expect(closed(null, 'timeout')).toBe('timeout');
    expect(closed(null, null)).toBe('');
  });

  it('tell the age of the endpoint that changed last, and nothing where none is known', () => {
    expect(text('age', flowRow({ client: { since: 10e9 }, server: { since: 40e9 } }))).toBe('20.0s');
    expect(text('age', flowRow({ client: { since: null }, server: { since: 40e9 } }))).toBe('20.0s');
    expect(text('age', flowRow({ client: { since: null }, server: { since: null } }))).toBe('');
  });

  it('show the timer that runs out first', () => {
    const timer = (remaining: number) => ({ name: '2msl', remaining }) as const;
    expect(text('timer', flowRow({ client: { timer: timer(50) }, server: { timer: timer(43.2) } }))).toBe('2msl 43.2s');
    expect(text('timer', flowRow({ client: { timer: timer(50) } }))).toBe('2msl 50.0s');
    expect(text('timer')).toBe('');
  });

  it('note VLANs, tunnels and incarnations', () => {
    const row = flowRow({ vlan: [100, 7], tunnel: 'vxlan:42', incarnation: 2, notes: ['refused'] });
    expect(text('notes', row)).toBe('vlan 100.7, vxlan:42, incarnation 2, refused');
  });
});
