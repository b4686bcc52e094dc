/** The spellings of states that tools in the field print and people type. */
import { describe, expect, it } from 'vitest';
import {
  NAMINGS,
  parseState,
  STATES,
  StateCode,
  spellState,
  stateOfCode,
  UNKNOWN,
} from '../../src/conntrack/states.ts';

describe('states', () => {
  it('are the eleven of RFC 9293 §3.3.2', () => {
    expect([...STATES].sort()).toEqual([
      'CLOSED',
      'CLOSE_WAIT',
      'CLOSING',
      'ESTABLISHED',
      'FIN_WAIT_1',
      'FIN_WAIT_2',
      'LAST_ACK',
      'LISTEN',
      'SYN_RCVD',
      'SYN_SENT',
      'TIME_WAIT',
    ]);
  });

  it('have codes that lead back', () => {
    for (const state of STATES) expect(stateOfCode(StateCode[state])).toBe(state);
    expect(stateOfCode(UNKNOWN)).toBeNull();
  });

  it.each(STATES)('%s is read back from what every tool prints, however it is cased', (state) => {
    for (const naming of NAMINGS) {
      const spelling = spellState(state, naming);
      expect(parseState(spelling)).toBe(state);
      expect(parseState(spelling.toLowerCase())).toBe(state);
    }
    expect(spellState(state)).toBe(state);
  });

  it.each([
    ['linux', 'SYN_RCVD', 'SYN_RECV'],
    ['linux', 'FIN_WAIT_1', 'FIN_WAIT1'],
    ['linux', 'FIN_WAIT_2', 'FIN_WAIT2'],
    ['linux', 'CLOSED', 'CLOSE'],
    ['ss', 'ESTABLISHED', 'ESTAB'],
    ['ss', 'CLOSED', 'UNCONN'],
    ['ss', 'SYN_RCVD', 'SYN-RECV'],
    ['ss', 'CLOSE_WAIT', 'CLOSE-WAIT'],
    ['bsd', 'SYN_RCVD', 'SYN_RCVD'],
    ['windows', 'SYN_RCVD', 'SYN_RECEIVED'],
    ['windows', 'LISTEN', 'LISTENING'],
  ] as const)('%s writes %s as %s', (naming, state, spelling) => {
    expect(spellState(state, naming)).toBe(spelling);
  });

  it.each([
    ['close-wait', 'CLOSE_WAIT'],
    ['CLOSEWAIT', 'CLOSE_WAIT'],
    ['FINWAIT1', 'FIN_WAIT_1'],
    ['fin-wait-2', 'FIN_WAIT_2'],
    ['SYN_SEND', 'SYN_SENT'],
    ['SYN-RECEIVED', 'SYN_RCVD'],
    ['NEW_SYN_RECV', 'SYN_RCVD'],
    ['SYNRCVD', 'SYN_RCVD'],
    ['LASTACK', 'LAST_ACK'],
    ['time wait', 'TIME_WAIT'],
  ] as const)('reads %s as %s', (spelling, state) => {
    expect(parseState(spelling)).toBe(state);
  });

  it.each(['', 'OPEN', 'FIN_WAIT_3', 'ESTABLISHED1', 'constructor'])('knows no state called "%s"', (text) => {
    expect(parseState(text)).toBeNull();
  });
});
