/** What is typed behind `/` on the screen: the criteria of the command line as `name:value`, and text. */
import { TcpstateError } from '../../src/errors.ts';
import { type Filter, flowFilter } from '../../src/render/filter.ts';
import { nearest } from './nearest.ts';
import { flow, host, list, network, portRange } from './places.ts';
import { stateChoice } from './states.ts';

type Criteria = Parameters<typeof flowFilter>[0];
type Word = (value: string, before: Criteria) => Criteria;

const WORDS: Readonly<Record<string, Word>> = {
  state: (value, before) => ({ ...before, states: stateChoice('state:', false)(value, before.states ?? undefined) }),
  port: (value, before) => ({ ...before, ports: list(portRange)(value, before.ports) }),
  host: (value, before) => ({ ...before, hosts: list(host)(value, before.hosts) }),
  net: (value, before) => ({ ...before, networks: list(network)(value, before.networks) }),
  flow: (value, before) => ({ ...before, flows: list(flow)(value, before.flows) }),
};

const NOTHING: Criteria = { states: null, hosts: [], networks: [], ports: [], flows: [], ipVersion: null, texts: [] };

/** The filter that the words ask for, null for none; or what is wrong with them. */
export function readFilter(typed: string): Filter | null | { readonly complaint: string } {
  try {
    return flowFilter(
      typed
        .split(/\s+/)
        .filter((word) => word !== '')
        .reduce(read, NOTHING),
    );
  } catch (error) {
    if (!(error instanceof TcpstateError)) throw error;
    return { complaint: error.hint === undefined ? error.message : `${error.message}: ${error.hint}` };
  }
}

function read(before: Criteria, word: string): Criteria {
  // An IPv6 address and a port behind a colon are text.
  const [, name, value] = /^([a-z]+):(.+)$/.exec(word) ?? [];
  if (name === undefined || value === undefined) return { ...before, texts: [...(before.texts ?? []), word] };
  const known = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (known !== undefined) return known(value, before);
  if (/^[a-f]{1,4}$/.test(name)) return { ...before, texts: [...(before.texts ?? []), word] };
  const meant = nearest(name, Object.keys(WORDS));
  throw new TcpstateError(
    'bad-option',
    `no such criterion: ${name}:`,
    meant === null
      ? Object.keys(WORDS)
          .map((each) => `${each}:`)
          .join(' ')
      : `did you mean ${meant}:?`,
  );
}
