/** What keeps a local port: sockets of this host, or ends of connections in captures. */
import { openCapture } from '../src/capture/open.ts';
import { CERTAINTIES, type Certainty } from '../src/conntrack/certainty.ts';
import type { Process } from '../src/conntrack/findings/finding.ts';
import type { FlowCursor } from '../src/conntrack/flow-cursor.ts';
import type { EndpointRow } from '../src/conntrack/snapshot.ts';
import type { State } from '../src/conntrack/states.ts';
import type { HostSocket } from '../src/host/socket.ts';
import { openSocketTable } from '../src/host/socket-table.ts';
import { type CaptureFacts, NO_PACKETS, type Totals } from '../src/render/report.ts';
import { type DiagnoseOptions, passFlows, socketsOfHost } from './diagnosing.ts';
import { ownersOf } from './socket-owners.ts';

/** A socket at the port. */
export interface PortHolder {
  /** `FlowRow.id`; null of this host's sockets. */
  readonly flow: number | null;
  readonly address: string;
  readonly port: number;
  readonly state: State;
  readonly certainty: Certainty;
  /** Null of a listener. */
  readonly peer: Pick<EndpointRow, 'address' | 'port'> | null;
  /** Seconds until TIME_WAIT is over; null in other states. */
  readonly left: number | null;
  /** Null where no process holds it, or none could be found. */
  readonly process: Process | null;
  /** Which network namespace; 0 where that is not known. */
  readonly namespace: number;
}

/** Who holds a port, and where that was looked for. */
export interface PortLook {
  readonly holders: readonly PortHolder[];
  /** False where a holder may have a process that could not be looked at. */
  readonly complete: boolean;
  readonly capture: CaptureFacts;
  readonly totals: Totals;
}

/**
 * Looks at this host's sockets once.
 *
 * @throws TcpstateError where they cannot be read
 */
export async function holdersHere(port: number): Promise<PortLook> {
  const { sockets } = (await openSocketTable()).read();
  const ofPort = sockets.filter((socket) => socket.port === port);
  const { byInode, complete } = ownersOf(ofPort);
  const holders = ofPort.map((socket) => ofSocket(socket, byInode.get(socket.inode)));
  const epoch = Math.floor(Date.now() / 1e3);
  return { holders, complete, capture: socketsOfHost(epoch, 0, 0), totals: { ...NO_PACKETS, flows: holders.length } };
}

/** The connections of captures that hold the port, at either end, when they end. */
export async function holdersIn(files: readonly string[], port: number, options: DiagnoseOptions): Promise<PortLook> {
  const holders: PortHolder[] = [];
  const passed = await passFlows(await openCapture(files), options, false, (flow) =>
    holders.push(...ofFlow(flow, port)),
  );
  return { holders, complete: true, ...passed };
}

function ofSocket(
  { address, port, state, peer, peerPort, timer, namespace }: HostSocket,
  owner: Process | undefined,
): PortHolder {
  return {
    flow: null,
    address,
    port,
    state,
    certainty: 'kernel',
    peer: state === 'LISTEN' ? null : { address: peer, port: peerPort },
    left: state === 'TIME_WAIT' ? (timer?.remaining ?? null) : null,
    process: owner === undefined ? null : { pid: owner.pid, name: owner.name },
    namespace,
  };
}

function ofFlow(flow: FlowCursor, wanted: number): PortHolder[] {
  const { id, client, server } = flow.row();
  const held = (own: EndpointRow, peer: EndpointRow): PortHolder[] => {
    const { address, port, state, certainty, timer } = own;
    if (port !== wanted || state === null || state === 'CLOSED') return [];
    const left = timer?.name === '2msl' ? timer.remaining : null;
    const sure = certainty ?? CERTAINTIES[0];
    return [{ flow: id, address, port, state, certainty: sure, peer, left, process: null, namespace: 0 }];
  };
  return [...held(client, server), ...held(server, client)];
}
