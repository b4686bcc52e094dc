/** Two looks at sockets of this host, some time apart, and what is found wrong by them. */
import { byWeight } from '../src/conntrack/findings/diagnosis.ts';
import type { Finding } from '../src/conntrack/findings/finding.ts';
import type { State } from '../src/conntrack/states.ts';
import { HOST_RULES } from '../src/host/findings/list.ts';
import { HostView } from '../src/host/host-view.ts';
import { type HostSocket, pairOf } from '../src/host/socket.ts';
import { openSocketTable, type SocketReader, type SocketTable } from '../src/host/socket-table.ts';
import type { Wire } from '../src/host/wire.ts';
import { ownersOf } from './socket-owners.ts';

/** Their sockets are nobody's trouble unless packets show that they should be gone, or nobody's at all. */
const WITHOUT_OWNER: readonly State[] = ['ESTABLISHED', 'TIME_WAIT', 'SYN_RCVD'];

export interface Looks<T> {
  readonly view: HostView;
  /** End of the first look, in nanoseconds since the epoch that was asked for. */
  readonly start: number;
  readonly means: SocketReader['means'];
  /** How many network namespaces were looked into. */
  readonly networks: number;
  /** False where not every process could be looked at. */
  readonly complete: boolean;
  readonly between: T;
}

interface Manner<T> {
  readonly meanwhile: () => Promise<T>;
  /** What times are counted from, in seconds. */
  readonly epochOf: (between: T) => number;
  /** What packets showed meanwhile; default: nothing. */
  readonly wireOf?: (between: T) => Wire;
  /** Which sockets are looked at; default: all. */
  readonly among?: (socket: HostSocket) => boolean;
}

/**
 * Looks at the sockets before and after.
 *
 * @throws TcpstateError where they cannot be read
 */
export async function lookTwice<T>({ meanwhile, epochOf, wireOf, among = () => true }: Manner<T>): Promise<Looks<T>> {
  const reader = await openSocketTable();
  const first = lookAt(reader, among);
  const between = await meanwhile();
  const last = lookAt(reader, among);
  const wire = wireOf?.(between) ?? null;
  const ending = new Set(wire?.ends.filter(({ isEnding }) => isEnding).map(pairOf));
  const isToBeNamed = (socket: HostSocket): boolean =>
    !WITHOUT_OWNER.includes(socket.state) || ending.has(pairOf(socket));
  const owners = ownersOf(last.table.sockets.filter(isToBeNamed));
  const epoch = epochOf(between);
  const since = (milliseconds: number): number => (milliseconds - epoch * 1e3) * 1e6;
  const view = new HostView(
    first.table,
    last.table,
    owners,
    {
      apart: (last.end - first.end) / 1e3,
      took: Math.max(first.took, last.took) / 1e3,
      now: since(last.end),
    },
    wire,
  );
  const { complete } = owners;
  return { view, start: since(first.end), means: reader.means, networks: last.table.networks.size, complete, between };
}

/** What is wrong with the sockets, heaviest first. */
export function findingsOf(view: HostView): Finding[] {
  return byWeight(HOST_RULES.flatMap(({ find }) => find(view)));
}

/** One look; times in milliseconds. */
function lookAt(
  reader: SocketReader,
  among: (socket: HostSocket) => boolean,
): { table: SocketTable; end: number; took: number } {
  const start = Date.now();
  const { sockets, networks } = reader.read();
  const end = Date.now();
  return { table: { sockets: sockets.filter(among), networks }, end, took: end - start };
}
