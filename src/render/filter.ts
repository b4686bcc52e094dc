/** Which flows are shown: each criterion that is given must hold, and holds where either endpoint meets it. */
import type { EndpointRow, FlowRow } from '../conntrack/snapshot.ts';
import type { State } from '../conntrack/states.ts';
import { addressOctets } from './octets.ts';
import { formatSocket } from './socket.ts';

export interface StateCriterion {
  /** Null is a state that the packets do not tell. An empty set wants nothing in particular. */
  readonly wanted: ReadonlySet<State | null>;
  readonly unwanted: ReadonlySet<State | null>;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export interface Network {
  /** As in RFC 5952. */
  readonly address: string;
  readonly prefixLength: number;
}

export interface SocketCriterion {
  readonly address: string;
  readonly port: number;
}

/** One flow by its id, or those that one or two sockets belong to. */
export type FlowCriterion = { readonly id: number } | { readonly sockets: readonly SocketCriterion[] };

/** Of the entries of one list any may hold; empty lists and null ask for nothing. */
export interface Criteria {
  readonly states: StateCriterion | null;
  /** Addresses as in RFC 5952. */
  readonly hosts: readonly string[];
  readonly networks: readonly Network[];
  readonly ports: readonly PortRange[];
  readonly flows: readonly FlowCriterion[];
  readonly ipVersion: 4 | 6 | null;
  /** Each must be part of a socket (`10.0.0.5:443`), a note or the tunnel. */
  readonly texts?: readonly string[];
}

/** What filters ask of an endpoint, and of a flow. */
export type FilteredEnd = Pick<EndpointRow, 'state' | 'address' | 'port'>;
export interface Filtered extends Pick<FlowRow, 'id' | 'ipVersion' | 'tunnel' | 'notes'> {
  readonly client: FilteredEnd;
  readonly server: FilteredEnd;
}

/** True for the flows that are shown. */
export type Filter = (flow: Filtered) => boolean;

/** The test of those criteria; null where there are none. */
export function flowFilter(criteria: Criteria): Filter | null {
  const tests = [
    ...stateTests(criteria.states),
    ...listTest(criteria.hosts, hasAddress),
    ...listTest(criteria.networks.map(inNetwork), (flow, inside) => inside(flow.client) || inside(flow.server)),
    ...listTest(criteria.ports, hasPort),
    ...listTest(criteria.flows, isFlow),
    ...(criteria.texts ?? []).map((text) => (flow: Filtered) => hasText(flow, text)),
    ...(criteria.ipVersion === null ? [] : [(flow: Filtered) => flow.ipVersion === criteria.ipVersion]),
  ];
  return tests.length === 0 ? null : (flow) => tests.every((test) => test(flow));
}

/** What passes both. */
export function both(one: Filter | null, other: Filter | null): Filter | null {
  if (one === null || other === null) return one ?? other;
  return (flow) => one(flow) && other(flow);
}

function stateTests(states: StateCriterion | null): Filter[] {
  if (states === null) return [];
  const { wanted, unwanted } = states;
  const tests: Filter[] = [];
  if (wanted.size > 0) tests.push(({ client, server }) => wanted.has(client.state) || wanted.has(server.state));
  if (unwanted.size > 0) tests.push(({ client, server }) => !unwanted.has(client.state) && !unwanted.has(server.state));
  return tests;
}

function listTest<T>(list: readonly T[], holds: (flow: Filtered, entry: T) => boolean): Filter[] {
  return list.length === 0 ? [] : [(flow) => list.some((entry) => holds(flow, entry))];
}

function hasAddress({ client, server }: Filtered, address: string): boolean {
  return client.address === address || server.address === address;
}

function hasPort({ client, server }: Filtered, { from, to }: PortRange): boolean {
  return (client.port >= from && client.port <= to) || (server.port >= from && server.port <= to);
}

function hasText({ client, server, notes, tunnel }: Filtered, text: string): boolean {
  return (
    formatSocket(client).includes(text) ||
    formatSocket(server).includes(text) ||
    notes.some((note) => note.includes(text)) ||
    (tunnel?.includes(text) ?? false)
  );
}

function isFlow({ id, client, server }: Filtered, criterion: FlowCriterion): boolean {
  if ('id' in criterion) return criterion.id === id;
  const [one, other] = criterion.sockets;
  if (one === undefined) return false;
  if (other === undefined) return isAt(client, one) || isAt(server, one);
  return (isAt(client, one) && isAt(server, other)) || (isAt(client, other) && isAt(server, one));
}

function isAt(end: FilteredEnd, { address, port }: SocketCriterion): boolean {
  return end.port === port && end.address === address;
}

/** Whether an endpoint's address begins with the network's bits. */
function inNetwork({ address, prefixLength }: Network): (end: FilteredEnd) => boolean {
  const network = new Uint8Array(16);
  const size = addressOctets(address, network, 0);
  const octets = new Uint8Array(16);
  const whole = prefixLength >> 3;
  const mask = 0xff00 >> (prefixLength & 7);
  return (end) => {
    if (addressOctets(end.address, octets, 0) !== size) return false;
    for (let i = 0; i < whole; i++) if (octets[i] !== network[i]) return false;
    return whole === size || ((octets[whole]! ^ network[whole]!) & mask & 0xff) === 0;
  };
}
