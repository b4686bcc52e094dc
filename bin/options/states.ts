/** `--state` and `--exclude`: states in any tool's spelling, and groups of them as in ss(8). */
import { parseState, STATES, type State } from '../../src/conntrack/states.ts';
import { nearest } from './nearest.ts';
import { entries, wrongValue } from './wrong.ts';

type StateSet = readonly (State | null)[];

const without = (...states: State[]): State[] => STATES.filter((state) => !states.includes(state));

/** As in ss, but for the last three. */
export const STATE_GROUPS: Readonly<Record<string, StateSet>> = {
  all: [...STATES, null],
  connected: without('LISTEN', 'CLOSED'),
  synchronized: without('LISTEN', 'CLOSED', 'SYN_SENT'),
  bucket: ['SYN_RCVD', 'TIME_WAIT'],
  big: without('SYN_RCVD', 'TIME_WAIT'),
  opening: ['SYN_SENT', 'SYN_RCVD'],
  closing: ['FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSE_WAIT', 'CLOSING', 'LAST_ACK'],
  unknown: [null],
};

export interface StateChoice {
  readonly wanted: ReadonlySet<State | null>;
  readonly unwanted: ReadonlySet<State | null>;
}

/** A parser that adds a list of states to those given before; an entry with `!` in front is one not to show. */
export function stateChoice(option: string, exclude: boolean): (value: string, before?: StateChoice) => StateChoice {
  return (value, before) => {
    const wanted = new Set(before?.wanted);
    const unwanted = new Set(before?.unwanted);
    for (const entry of entries(value)) {
      const negated = entry.startsWith('!');
      const into = negated !== exclude ? unwanted : wanted;
      for (const state of statesNamed(negated ? entry.slice(1) : entry, option)) into.add(state);
    }
    return { wanted, unwanted };
  };
}

/** `closing` in small letters is the group, in capitals the state alone. */
function statesNamed(name: string, option: string): StateSet {
  const group = STATE_GROUPS[name === 'CLOSING' ? '' : name.toLowerCase()];
  if (group !== undefined) return group;
  const state = parseState(name);
  if (state !== null) return [state];
  const known = [...STATES.map((each) => each.toLowerCase().replaceAll('_', '-')), ...Object.keys(STATE_GROUPS)];
  const meant = nearest(name, known);
  throw wrongValue(
    option,
    'states (close-wait, TIME_WAIT, …) or groups of them',
    name,
    meant === null ? `states and groups: ${known.join(', ')}` : `did you mean ${meant}?`,
  );
}
