/** The state machine as data: every pair of state and event is listed, or deliberately moves nothing. */
import { describe, expect, it } from 'vitest';
import { FACT_TABLE, stateOf } from '../../src/conntrack/facts.ts';
import { STATES, type State, StateCode, UNKNOWN } from '../../src/conntrack/states.ts';
import { EVENTS, type EventName, nextState, TRANSITIONS } from '../../src/conntrack/transitions.ts';

/** What moves an endpoint in each state, and where to. Whatever is not here must move nothing. */
const MOVES: Readonly<Record<string, Readonly<Partial<Record<EventName, State>>>>> = {
  unknown: {
    'sent SYN': 'SYN_SENT',
    'first seen open': 'ESTABLISHED',
    'sent RST': 'CLOSED',
    'received RST': 'CLOSED',
  },
  CLOSED: { 'sent SYN': 'SYN_SENT' },
  LISTEN: { 'sent SYN+ACK': 'SYN_RCVD' },
  SYN_SENT: {
    'sent SYN+ACK': 'SYN_RCVD',
    'received SYN+ACK': 'ESTABLISHED',
    'connection refused': 'CLOSED',
    'gave up': 'CLOSED',
    'sent RST': 'CLOSED',
    'received RST': 'CLOSED',
    'replaced by a new connection': 'CLOSED',
  },
  SYN_RCVD: {
    'received ACK of SYN': 'ESTABLISHED',
    'sent FIN': 'FIN_WAIT_1',
    'gave up': 'CLOSED',
    'sent RST': 'CLOSED',
    'received RST': 'CLOSED',
    'replaced by a new connection': 'CLOSED',
  },
  ESTABLISHED: { 'sent FIN': 'FIN_WAIT_1', 'received FIN': 'CLOSE_WAIT', ...reset() },
  FIN_WAIT_1: {
    'received ACK of FIN': 'FIN_WAIT_2',
    'received FIN': 'CLOSING',
    'received FIN and ACK of FIN': 'TIME_WAIT',
    ...reset(),
  },
  FIN_WAIT_2: { 'received FIN': 'TIME_WAIT', ...reset() },
  CLOSE_WAIT: { 'sent FIN': 'LAST_ACK', ...reset() },
  CLOSING: { 'received ACK of FIN': 'TIME_WAIT', ...reset() },
  LAST_ACK: { 'received ACK of FIN': 'CLOSED', ...reset() },
  TIME_WAIT: { '2MSL elapsed': 'CLOSED', 'RST in TIME_WAIT': 'CLOSED', ...reset() },
};

function reset(): Partial<Record<EventName, State>> {
  return { 'sent RST': 'CLOSED', 'received RST': 'CLOSED', 'replaced by a new connection': 'CLOSED' };
}

const from = (name: string): number => (name === 'unknown' ? UNKNOWN : StateCode[name as State]);
const pairs = ['unknown', ...STATES].flatMap((state) => EVENTS.map((event) => [state, event] as const));

describe('the state machine', () => {
  it.each(pairs)('%s, %s', (state, event) => {
    const to = MOVES[state]?.[event];
    expect(nextState(from(state), event)).toBe(to === undefined ? from(state) : StateCode[to]);
  });

  it('names a section for every move, and no move twice', () => {
    for (const [, , , section] of TRANSITIONS) expect(section).toMatch(/RFC \d+ §|inferred/);
    const keys = TRANSITIONS.map(([state, on]) => `${state} ${on}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('reaches every state, and from every state CLOSED', () => {
    const reached = new Set<State | null>(['CLOSED', 'LISTEN', null]);
    for (let before = -1; before !== reached.size; ) {
      before = reached.size;
      for (const [state, , to] of TRANSITIONS) if (reached.has(state)) reached.add(to);
    }
    expect([...STATES].filter((state) => !reached.has(state))).toEqual([]);
    const ends = new Set<State | null>(['CLOSED']);
    for (let before = -1; before !== ends.size; ) {
      before = ends.size;
      for (const [state, , to] of TRANSITIONS) if (ends.has(to)) ends.add(state);
    }
    expect([...STATES].filter((state) => !ends.has(state))).toEqual([]);
  });
});

/** Facts as letters, in the order of the table: SYN, SYN+ACK, established, FIN sent, acked, received, closed, passive. */
const word = (letters: string): number =>
  [...letters].reduce((bits, letter, bit) => bits | (letter === 'x' ? 1 << bit : 0), 0);

describe('the table of facts', () => {
  it.each([
    ['--------', UNKNOWN],
    ['x-------', StateCode.SYN_SENT],
    ['-x------', StateCode.SYN_RCVD],
    ['xx------', StateCode.SYN_RCVD],
    ['x-x-----', StateCode.ESTABLISHED],
    ['-xx-----', StateCode.ESTABLISHED],
    ['--x-----', StateCode.ESTABLISHED],
    ['-x-x----', StateCode.FIN_WAIT_1],
    ['--xx----', StateCode.FIN_WAIT_1],
    ['--xxx---', StateCode.FIN_WAIT_2],
    ['--x--x--', StateCode.CLOSE_WAIT],
    ['--xx-x-x', StateCode.LAST_ACK],
    ['--xx-x--', StateCode.CLOSING],
    ['--xxxx-x', StateCode.CLOSED],
    ['--xxxx--', StateCode.TIME_WAIT],
    ['--xxxxx-', StateCode.CLOSED],
    ['--x---x-', StateCode.CLOSED],
    ['x-----x-', StateCode.CLOSED],
  ])('%s', (facts, state) => {
    expect(stateOf(word(facts))).toBe(state);
  });

  it('has a row for every set of facts that an endpoint with a handshake can have', () => {
    for (let rest = 0; rest < 32; rest++) {
      const facts = word('--x') | (rest << 3);
      const ackedUnsent = (facts & word('---xx')) === word('----x');
      if (ackedUnsent) continue;
      expect(stateOf(facts), rest.toString(2)).not.toBe(UNKNOWN);
    }
    for (const [pattern] of FACT_TABLE) expect(pattern).toMatch(/^[x.-]{8}$/);
  });
});
