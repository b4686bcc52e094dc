/** Which flows pass: any entry of a list, every list, either end. */
import { describe, expect, it } from 'vitest';
import type { FlowRow } from '../../src/conntrack/snapshot.ts';
import type { State } from '../../src/conntrack/states.ts';
import { type Criteria, flowFilter } from '../../src/render/filter.ts';
import { flowRow } from '../support/flows.ts';

const NOTHING: Criteria = { states: null, hosts: [], networks: [], ports: [], flows: [], ipVersion: null };
const passes = (criteria: Partial<Criteria>, row: FlowRow): boolean =>
  flowFilter({ ...NOTHING, ...criteria })?.(row) ?? true;

const row = flowRow({ client: { state: 'FIN_WAIT_2' }, server: { state: 'CLOSE_WAIT' } });
const row6 = flowRow({ ipVersion: 6, client: { address: '2001:db8::5' }, server: { address: '2001:db8:8000::9' } });
const states = (wanted: (State | null)[], unwanted: (State | null)[] = []): Partial<Criteria> => ({
  states: { wanted: new Set(wanted), unwanted: new Set(unwanted) },
});

describe('filter', () => {
  it('is none where nothing is asked for', () => {
    expect(flowFilter(NOTHING)).toBeNull();
    expect(flowFilter({ ...NOTHING, ...states([]) })).toBeNull();
  });

  it('by state looks at either end', () => {
    expect(passes(states(['CLOSE_WAIT']), row)).toBe(true);
    expect(passes(states(['FIN_WAIT_2', 'CLOSED']), row)).toBe(true);
    expect(passes(states(['CLOSED']), row)).toBe(false);
    expect(passes(states([], ['CLOSE_WAIT']), row)).toBe(false);
    expect(passes(states([], ['CLOSED']), row)).toBe(true);
    expect(passes(states(['FIN_WAIT_2'], ['CLOSE_WAIT']), row)).toBe(false);
    expect(passes(states([null]), flowRow({ server: { state: null } }))).toBe(true);
  });

  it('by address and port looks at either end', () => {
    expect(passes({ hosts: ['10.0.0.9'] }, row)).toBe(true);
    expect(passes({ hosts: ['10.0.0.1', '10.0.0.5'] }, row)).toBe(true);
    expect(passes({ hosts: ['10.0.0.1'] }, row)).toBe(false);
    expect(passes({ ports: [{ from: 443, to: 443 }] }, row)).toBe(true);
    expect(passes({ ports: [{ from: 1, to: 442 }] }, row)).toBe(false);
    expect(
      passes(
        {
          ports: [
            { from: 1, to: 442 },
            { from: 50_000, to: 60_000 },
          ],
        },
        row,
      ),
    ).toBe(true);
  });

  it.each([
    ['10.0.0.0', 8, true],
    ['10.0.0.8', 29, true],
    ['10.0.0.10', 31, false],
    ['10.0.0.9', 32, true],
    ['11.0.0.0', 7, true],
    ['11.0.0.0', 8, false],
    ['0.0.0.0', 0, true],
    ['::', 0, false],
  ])('by network %s/%d', (address, prefixLength, expected) => {
    expect(passes({ networks: [{ address, prefixLength }] }, row)).toBe(expected);
  });

  it.each([
    ['2001:db8::', 32, true],
    ['2001:db8:8000::', 33, true],
    ['2001:db8:4000::', 34, false],
    ['2001:db8::5', 128, true],
    ['2001:db8::6', 128, false],
    ['2001:db8::6', 126, true],
    ['0.0.0.0', 0, false],
  ])('by network %s/%d', (address, prefixLength, expected) => {
    expect(passes({ networks: [{ address, prefixLength }] }, row6)).toBe(expected);
  });

  it('by flow takes its number, one socket or both in any order', () => {
    const client = { address: '10.0.0.5', port: 51234 };
    const server = { address: '10.0.0.9', port: 443 };
    expect(passes({ flows: [{ id: 1 }] }, row)).toBe(true);
    expect(passes({ flows: [{ id: 2 }] }, row)).toBe(false);
    expect(passes({ flows: [{ sockets: [server] }] }, row)).toBe(true);
    expect(passes({ flows: [{ sockets: [server, client] }] }, row)).toBe(true);
    expect(passes({ flows: [{ sockets: [server, server] }] }, row)).toBe(false);
    expect(passes({ flows: [{ sockets: [{ ...server, port: 51234 }] }] }, row)).toBe(false);
  });

  it('by version of IP', () => {
    expect([row, row6].map((each) => passes({ ipVersion: 6 }, each))).toEqual([false, true]);
  });

  it('asks for all criteria at once', () => {
    expect(passes({ hosts: ['10.0.0.9'], ports: [{ from: 80, to: 80 }] }, row)).toBe(false);
    expect(passes({ hosts: ['10.0.0.9'], ports: [{ from: 443, to: 443 }], ...states(['CLOSE_WAIT']) }, row)).toBe(true);
  });
});
