/** What the options of `analyze` take, and what they say to anything else. */
import { describe, expect, it } from 'vitest';
import { choice, listed } from '../../bin/options/choice.ts';
import { nearest } from '../../bin/options/nearest.ts';
import { amount, duration } from '../../bin/options/numbers.ts';
import { flow, host, list, network, portRange } from '../../bin/options/places.ts';
import { STATE_GROUPS, stateChoice } from '../../bin/options/states.ts';
import { STATES } from '../../src/conntrack/states.ts';

describe('durations', () => {
  it.each([
    ['60', 60],
    ['60s', 60],
    ['2m', 120],
    ['500ms', 0.5],
    ['1.5h', 5400],
    ['1 d', 86_400],
    ['0', 0],
    ['10MIN', 600],
  ])('%s is %d s', (text, seconds) => {
    expect(duration('--msl')(text)).toBe(seconds);
  });

  it.each(['', 'x', '-1', '3x', '1m30s', '1e3', 's', '.5'])('not %j', (text) => {
    expect(() => duration('--msl')(text)).toThrow(`--msl takes a duration such as 60, 90s, 2m or 500ms, not "${text}"`);
  });
});

describe('amounts', () => {
  it.each([
    ['10', 10],
    ['10_000', 10_000],
    ['1,000,000', 1_000_000],
    ['100k', 100_000],
    ['2M', 2_000_000],
  ])('%s', (text, expected) => {
    expect(amount('--limit', 'a number', 0)(text)).toBe(expected);
  });

  it.each(['', '-1', '1.5', 'many', '0x10', '5 k', '_1'])('not %j', (text) => {
    expect(() => amount('--limit', 'a number', 0)(text)).toThrow(`--limit takes a number from 0 on, not "${text}"`);
  });

  it('keep to their range', () => {
    const parse = amount('--max-flows', 'a number of connections', 1, 1000);
    expect(parse('1000')).toBe(1000);
    for (const text of ['0', '1001']) expect(() => parse(text)).toThrow('a number of connections from 1 to 1,000');
  });
});

describe('states', () => {
  const wanted = (text: string): unknown[] => [...stateChoice('--state', false)(text).wanted];

  it.each(['close-wait', 'CLOSE_WAIT', 'CLOSE-WAIT', 'CloseWait', 'closewait'])('%s', (text) => {
    expect(wanted(text)).toEqual(['CLOSE_WAIT']);
  });

  it.each([
    ['estab', 'ESTABLISHED'],
    ['SYN_RECV', 'SYN_RCVD'],
    ['FIN_WAIT2', 'FIN_WAIT_2'],
    ['unconn', 'CLOSED'],
    ['LISTENING', 'LISTEN'],
  ])('%s as other tools write it', (text, state) => {
    expect(wanted(text)).toEqual([state]);
  });

  it('come in groups', () => {
    expect(wanted('opening')).toEqual(['SYN_SENT', 'SYN_RCVD']);
    expect(wanted('Bucket')).toEqual(['SYN_RCVD', 'TIME_WAIT']);
    expect(wanted('synchronized')).toEqual(STATES.filter((state) => !['CLOSED', 'LISTEN', 'SYN_SENT'].includes(state)));
    expect(new Set([...wanted('bucket'), ...wanted('big')])).toEqual(new Set(STATES));
    expect(wanted('unknown')).toEqual([null]);
    expect(STATE_GROUPS['all']).toHaveLength(STATES.length + 1);
  });

  it('closing is a group in small letters and a state in capitals', () => {
    expect(wanted('closing')).toEqual(['FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSE_WAIT', 'CLOSING', 'LAST_ACK']);
    expect(wanted('CLOSING')).toEqual(['CLOSING']);
  });

  it('add up, and exclude with ! or --exclude', () => {
    const parse = stateChoice('--state', false);
    const both = parse('time-wait, !established', parse('opening'));
    expect([...both.wanted]).toEqual(['SYN_SENT', 'SYN_RCVD', 'TIME_WAIT']);
    expect([...both.unwanted]).toEqual(['ESTABLISHED']);
    const excluded = stateChoice('--exclude', true)('closed,!last-ack');
    expect([...excluded.unwanted]).toEqual(['CLOSED']);
    expect([...excluded.wanted]).toEqual(['LAST_ACK']);
  });

  it('suggest what may have been meant', () => {
    expect(() => wanted('close-wiat')).toThrow(expect.objectContaining({ hint: 'did you mean close-wait?' }));
    expect(() => wanted('synchronised')).toThrow(expect.objectContaining({ hint: 'did you mean synchronized?' }));
    expect(() => wanted('xyzzy')).toThrow(expect.objectContaining({ hint: expect.stringContaining('fin-wait-1') }));
  });
});

describe('places', () => {
  it('addresses in any spelling', () => {
    expect(host('2001:DB8:0:0::5')).toBe('2001:db8::5');
    expect(host('[::1]')).toBe('::1');
    expect(host('10.0.0.5')).toBe('10.0.0.5');
    expect(() => host('localhost')).toThrow('--host takes an IPv4 or IPv6 address, not "localhost"');
    expect(list(host)('10.0.0.1,10.0.0.2', list(host)('::1'))).toEqual(['::1', '10.0.0.1', '10.0.0.2']);
  });

  it('networks', () => {
    expect(network('10.0.0.0/8')).toEqual({ address: '10.0.0.0', prefixLength: 8 });
    expect(network('10.0.0.1')).toEqual({ address: '10.0.0.1', prefixLength: 32 });
    expect(network('2001:db8::/32')).toEqual({ address: '2001:db8::', prefixLength: 32 });
    for (const text of ['10.0.0.0/33', '10/8', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1']) {
      expect(() => network(text), text).toThrow('--net takes a network');
    }
  });

  it('ports', () => {
    expect(portRange('443')).toEqual({ from: 443, to: 443 });
    expect(portRange('8000-8099')).toEqual({ from: 8000, to: 8099 });
    for (const text of ['https', '65536', '9-1', '1-2-3', '-5', '']) {
      expect(() => portRange(text), text).toThrow('--port takes a port');
    }
  });

  it('flows', () => {
    expect(flow('12')).toEqual({ id: 12 });
    const client = { address: '10.0.0.5', port: 51234 };
    expect(flow('10.0.0.5:51234')).toEqual({ sockets: [client] });
    expect(flow('10.0.0.5:51234-[2001:DB8::9]:443')).toEqual({
      sockets: [client, { address: '2001:db8::9', port: 443 }],
    });
    for (const text of ['0', '10.0.0.5', '10.0.0.5:x', '2001:db8::9:443', 'a:1', '1.2.3.4:99999', '-', 'x']) {
      expect(() => flow(text), text).toThrow('--flow takes');
    }
  });
});

describe('words', () => {
  it('of a few', () => {
    const parse = choice('--names', ['rfc', 'linux', 'ss']);
    expect(parse('SS')).toBe('ss');
    expect(() => parse('linus')).toThrow('--names takes rfc, linux or ss, not "linus"');
    expect(() => parse('linus')).toThrow(expect.objectContaining({ hint: 'did you mean --names linux?' }));
    expect(() => parse('\x1b[2J')).toThrow('not "\\x1b[2J"');
    expect(listed(['one'])).toBe('one');
  });

  it('that are near', () => {
    expect(nearest('anaylze', ['analyze', 'timers'])).toBe('analyze');
    expect(nearest('analyse', ['analyze', 'timers'])).toBe('analyze');
    expect(nearest('zebra', ['analyze', 'timers'])).toBeNull();
  });
});
