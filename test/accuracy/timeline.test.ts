/** How two tellings of an endpoint's states are compared. */
import { describe, expect, it } from 'vitest';
import { agreement, type Stay, sameWay, spellVisits, type Visit, visited } from '../../accuracy/timeline.mjs';

/** `SYN_SENT@1 ESTABLISHED@2` */
const stays = (text: string): Stay[] =>
  text.split(' ').map((word) => {
    const [state = '', time] = word.split('@');
    return { state, time: Number(time) };
  });

/** `SYN_SENT (ESTABLISHED)`: in parentheses what may be missing. */
const visits = (text: string): Visit[] =>
  text.split(' ').map((word) => ({ state: word.replace(/[()]/g, ''), optional: word.startsWith('(') }));

describe('states visited', () => {
  it('are those between two times, without the CLOSED before the first', () => {
    const told = stays('CLOSED@0 SYN_SENT@1 ESTABLISHED@2 FIN_WAIT_1@3 TIME_WAIT@9');
    expect(spellVisits(visited(told, 0.5, 5))).toBe('SYN_SENT ESTABLISHED FIN_WAIT_1');
    expect(spellVisits(visited(told, 2.5, 9))).toBe('ESTABLISHED FIN_WAIT_1 TIME_WAIT');
    expect(spellVisits(visited(told, 0, 0.9))).toBe('none');
  });

  it('need not be seen where they were held for less than a millisecond, or in name only', () => {
    expect(spellVisits(visited(stays('FIN_WAIT_2@1 TIME_WAIT@1.0009'), 0, 2))).toBe('(FIN_WAIT_2) TIME_WAIT');
    const cookie = [{ state: 'SYN_RCVD', time: 1, nominal: true }, ...stays('ESTABLISHED@2')];
    expect(spellVisits(visited(cookie, 0, 3))).toBe('(SYN_RCVD) ESTABLISHED');
  });
});

describe('one way through the states', () => {
  it.each([
    ['SYN_SENT ESTABLISHED', 'SYN_SENT ESTABLISHED', true],
    ['SYN_SENT ESTABLISHED', 'SYN_SENT', false],
    ['SYN_SENT (ESTABLISHED) FIN_WAIT_1', 'SYN_SENT FIN_WAIT_1', true],
    ['SYN_SENT FIN_WAIT_1', 'SYN_SENT (ESTABLISHED) (CLOSE_WAIT) FIN_WAIT_1', true],
    ['FIN_WAIT_1 CLOSING TIME_WAIT', 'FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT', false],
    ['(FIN_WAIT_2) TIME_WAIT', '(CLOSING) TIME_WAIT', true],
    ['ESTABLISHED FIN_WAIT_1', 'FIN_WAIT_1 ESTABLISHED', false],
  ])('%s and %s: %s', (one, other, same) => {
    expect(sameWay(visits(one), visits(other))).toBe(same);
    expect(sameWay(visits(other), visits(one))).toBe(same);
  });
});

describe('time in agreement', () => {
  it('is that in which both tell the same state', () => {
    const truth = stays('SYN_SENT@1 ESTABLISHED@2 FIN_WAIT_1@5');
    expect(agreement(truth, truth, 0, 10)).toBe(10);
    expect(agreement(stays('SYN_SENT@1 ESTABLISHED@3 FIN_WAIT_1@5'), truth, 0, 10)).toBe(9);
    expect(agreement(stays('CLOSED@0'), truth, 0, 10)).toBe(1);
  });

  it('counts no connection as right while the kernel keeps none', () => {
    const cookie: Stay[] = [{ state: 'SYN_RCVD', time: 1, nominal: true }, ...stays('ESTABLISHED@2')];
    expect(agreement(stays('ESTABLISHED@2'), cookie, 0, 4)).toBe(4);
  });
});
