/** Which endpoint of a flow stands first in a table, and what the two are called. */
import type { EndpointRow, FlowRow } from '../conntrack/snapshot.ts';

export interface Sides {
  readonly names: readonly [first: string, second: string];
  readonly first: (row: FlowRow) => EndpointRow;
  readonly second: (row: FlowRow) => EndpointRow;
  /** What the client or the server of the flow is called. */
  readonly nameOf: (row: FlowRow, side: 'client' | 'server') => string;
}

export const CLIENT_AND_SERVER: Sides = {
  names: ['client', 'server'],
  first: (row) => row.client,
  second: (row) => row.server,
  nameOf: (_, side) => side,
};

/** As ss(8) has it: the end that is of this host first. Where both or none are, the client stands first. */
export function localAndPeer(isLocal: (address: string) => boolean): Sides {
  const swaps = ({ client, server }: FlowRow): boolean => isLocal(server.address) && !isLocal(client.address);
  return {
    names: ['local', 'peer'],
    first: (row) => (swaps(row) ? row.server : row.client),
    second: (row) => (swaps(row) ? row.client : row.server),
    nameOf: (row, side) => ((side === 'client') === swaps(row) ? 'peer' : 'local'),
  };
}
