/** What asks for a look comes before what does not. */
import { describe, expect, it } from 'vitest';
import { attention } from '../../src/conntrack/attention.ts';
import { Note } from '../../src/conntrack/notes.ts';
import { type State, StateCode, UNKNOWN } from '../../src/conntrack/states.ts';

const of = (client: State | null, server: State | null, notes = 0, retransmitted = false): number => {
  const code = (state: State | null): number => (state === null ? UNKNOWN : StateCode[state]);
  return attention(code(client), code(server), notes, retransmitted);
};

describe('attention', () => {
  it('goes to an application that must close, then to what hangs, then to what is half-open, then to what is slow', () => {
    const order = [
      of('FIN_WAIT_2', 'CLOSE_WAIT'),
      of('LAST_ACK', 'TIME_WAIT'),
      of('SYN_SENT', null),
      of('ESTABLISHED', 'CLOSED'),
      of('CLOSED', 'CLOSED', Note.refused),
      of('ESTABLISHED', 'ESTABLISHED', 0, true),
      of('ESTABLISHED', 'ESTABLISHED'),
      of('TIME_WAIT', 'CLOSED'),
      of('CLOSED', 'CLOSED'),
    ];
    expect(order).toEqual(order.toSorted((a, b) => b - a));
    expect(new Set(order).size).toBe(order.length);
  });

  it('does not go to what was sent again in a connection that is over', () => {
    expect(of('TIME_WAIT', 'CLOSED', 0, true)).toBe(of('TIME_WAIT', 'CLOSED'));
  });

  it('is the same for either end', () => {
    const states = [...Object.keys(StateCode), null] as (State | null)[];
    for (const one of states) for (const other of states) expect(of(one, other)).toBe(of(other, one));
  });
});
