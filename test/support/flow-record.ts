/** What the machine-readable output says of a flow, put together from its snapshot without regard to speed. */
import type { EndpointSnapshot, FlowSnapshot } from '../../src/conntrack/snapshot.ts';
import type { Fields } from '../../src/render/records.ts';
import { epochSeconds, micros, seconds } from '../../src/render/time.ts';
import { specifiedCommunityId } from './community-id.ts';

export function flowRecord(flow: FlowSnapshot, epoch: number): Fields {
  return {
    id: flow.id,
    incarnation: flow.incarnation,
    communityId: specifiedCommunityId(flow.client, flow.server),
    ipVersion: flow.ipVersion,
    ...(flow.vlan.length > 0 && { vlan: flow.vlan }),
    ...(flow.tunnel !== null && { tunnel: flow.tunnel }),
    client: endpointRecord(flow.client, epoch),
    server: endpointRecord(flow.server, epoch),
    handshake: flow.handshake,
    firstSeen: epochSeconds(epoch, flow.firstSeen),
    lastSeen: epochSeconds(epoch, flow.lastSeen),
    duration: seconds(flow.lastSeen - flow.firstSeen),
    closedFirst: flow.closedFirst,
    closedBy: flow.closedBy,
    rtt: {
      handshakeServer: rounded(flow.rtt.handshakeServer),
      handshakeClient: rounded(flow.rtt.handshakeClient),
    },
    notes: flow.notes,
    findings: [],
  };
}

function rounded(seconds: number | null): number | null {
  return seconds === null ? null : micros(seconds);
}

function endpointRecord(end: EndpointSnapshot, epoch: number): Fields {
  return {
    address: end.address,
    port: end.port,
    state: end.state,
    certainty: end.certainty,
    since: end.since === null ? null : epochSeconds(epoch, end.since),
    timer: end.timer === null ? null : { name: end.timer.name, remaining: micros(end.timer.remaining) },
    packets: end.packets,
    bytes: end.bytes,
    syn: end.syn,
    fin: end.fin,
    rst: end.rst,
    retransmissions: end.retransmissions,
    outOfOrder: end.outOfOrder,
    duplicates: end.duplicates,
    duplicateAcks: end.duplicateAcks,
    windowUpdates: end.windowUpdates,
    zeroWindows: end.zeroWindows,
    keepAlives: end.keepAlives,
    windowProbes: end.windowProbes,
    isn: end.isn,
    mss: end.mss,
    windowScale: end.windowScale,
    sackPermitted: end.sackPermitted,
    timestamps: end.timestamps,
    fastOpen: end.fastOpen,
    mptcp: end.mptcp,
    window: end.window,
    process: null,
  };
}
