/** A flow of the table as objects to be held: as a row, as a snapshot of everything, as a history. */
import { Anomaly } from './anomalies.ts';
import type { Endpoint } from './endpoint.ts';
import { FlowReader } from './flow-reader.ts';
import { enteredAt, historyOf } from './history.ts';
import type { EndpointRow, EndpointSnapshot, FlowRow, FlowSnapshot, Transition } from './snapshot.ts';
import { stateOfCode, UNKNOWN } from './states.ts';

export class FlowCursor extends FlowReader {
  /** What a table shows of it. */
  row(): FlowRow {
    const { client, server } = this;
    return { ...common(this), client: endpointRow(this, client), server: endpointRow(this, server) };
  }

  /** Everything that is known of it. */
  snapshot(): FlowSnapshot {
    const { client, server, handshakeServer, handshakeClient } = this;
    return {
      ...common(this),
      client: endpointSnapshot(this, client),
      server: endpointSnapshot(this, server),
      rtt: { handshakeServer: numberOrNull(handshakeServer), handshakeClient: numberOrNull(handshakeClient) },
    };
  }

  /** Every transition of both endpoints, oldest first: the history as it is now known, without what was taken back. */
  history(): Transition[] {
    const { flow, client, server } = this;
    const ofClient = historyOf(flow, client);
    if (client.half === server.half) return ofClient;
    return [...ofClient, ...historyOf(flow, server)].sort((a, b) => a.time - b.time);
  }
}

function common(reader: FlowReader): Omit<FlowRow, 'client' | 'server'> {
  const { flow } = reader;
  return {
    id: flow.number,
    incarnation: flow.incarnation,
    ipVersion: reader.ipVersion,
    vlan: reader.vlan,
    tunnel: reader.tunnel,
    handshake: reader.handshake,
    closedFirst: reader.closedFirst,
    closedBy: reader.closedBy,
    firstSeen: reader.firstSeen,
    lastSeen: reader.lastSeen,
    retransmitted: reader.retransmitted,
    notes: reader.notes,
  };
}

function endpointRow(reader: FlowReader, endpoint: Endpoint): EndpointRow {
  const { state } = endpoint;
  return {
    address: reader.address(endpoint),
    port: reader.flow.port(endpoint.half),
    state: stateOfCode(state),
    certainty: reader.certainty(endpoint),
    since: state === UNKNOWN ? null : enteredAt(endpoint),
    timer: reader.timer(endpoint),
    bytes: endpoint.bytes,
    packets: endpoint.packets,
  };
}

function endpointSnapshot(reader: FlowReader, endpoint: Endpoint): EndpointSnapshot {
  const { state } = endpoint;
  // One literal: an object put together by spreading and adding is an order of magnitude slower.
  return {
    address: reader.address(endpoint),
    port: reader.flow.port(endpoint.half),
    state: stateOfCode(state),
    certainty: reader.certainty(endpoint),
    since: state === UNKNOWN ? null : enteredAt(endpoint),
    timer: reader.timer(endpoint),
    bytes: endpoint.bytes,
    packets: endpoint.packets,
    syn: reader.syns(endpoint),
    fin: reader.fins(endpoint),
    rst: reader.rsts(endpoint),
    retransmissions: reader.anomaly(endpoint, Anomaly.RETRANSMISSION),
    outOfOrder: reader.anomaly(endpoint, Anomaly.OUT_OF_ORDER),
    duplicates: reader.anomaly(endpoint, Anomaly.DUPLICATE),
    duplicateAcks: reader.anomaly(endpoint, Anomaly.DUPLICATE_ACK),
    windowUpdates: reader.anomaly(endpoint, Anomaly.WINDOW_UPDATE),
    zeroWindows: reader.anomaly(endpoint, Anomaly.ZERO_WINDOW),
    keepAlives: reader.anomaly(endpoint, Anomaly.KEEP_ALIVE),
    windowProbes: reader.anomaly(endpoint, Anomaly.WINDOW_PROBE),
    isn: reader.isn(endpoint),
    mss: endpoint.mss,
    windowScale: endpoint.windowScale,
    sackPermitted: endpoint.sackPermitted,
    timestamps: endpoint.timestamps,
    fastOpen: endpoint.fastOpenOption,
    mptcp: endpoint.mptcp,
    window: reader.window(endpoint),
  };
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
