/** Rows to render, of what a test is about; all else is ordinary. */
import type { EndpointRow, FlowRow } from '../../src/conntrack/snapshot.ts';

type Parts<T> = { readonly [K in keyof T]?: T[K] };

function endpointRow(parts: Parts<EndpointRow> = {}): EndpointRow {
  return {
    address: '10.0.0.5',
    port: 51234,
    state: 'ESTABLISHED',
    certainty: 'seen',
    since: 0,
    timer: null,
    bytes: 0,
    packets: 1,
    ...parts,
  };
}

export function flowRow(
  parts: Parts<Omit<FlowRow, 'client' | 'server'>> & {
    readonly client?: Parts<EndpointRow>;
    readonly server?: Parts<EndpointRow>;
  } = {},
): FlowRow {
  const { client, server, ...rest } = parts;
  return {
    id: 1,
    incarnation: 1,
    ipVersion: 4,
    vlan: [],
    tunnel: null,
    client: endpointRow(client),
    server: endpointRow({ address: '10.0.0.9', port: 443, ...server }),
    handshake: 'complete',
    closedFirst: null,
    closedBy: null,
    firstSeen: 0,
    lastSeen: 1e9,
    retransmitted: false,
    notes: [],
    ...rest,
  };
}
