/** What the machine-readable output says of a flow, put together from its snapshot: where flows are few. A test holds flow-json.ts to it. */
import type { EndpointSnapshot, FlowSnapshot } from '../conntrack/snapshot.ts';
import { END_WORDS, writeCommunityId } from './community-id.ts';
import { written } from './octet-writer.ts';
import { addressOctets } from './octets.ts';
import type { Fields } from './records.ts';
import { epochSeconds, micros, seconds } from './time.ts';

/** `findings` are the ids of what is wrong with it. */
export function flowRecord(flow: FlowSnapshot, epoch: number, findings: readonly string[]): Fields {
  return {
    id: flow.id,
    incarnation: flow.incarnation,
    communityId: communityId(flow),
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
    findings,
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

function communityId({ client, server, ipVersion }: FlowSnapshot): string {
  const ends = new Int32Array(2 * END_WORDS);
  const octets = new DataView(new ArrayBuffer(16));
  for (const [place, { address, port }] of [client, server].entries()) {
    const length = addressOctets(address, new Uint8Array(octets.buffer), 0);
    for (let at = 0; at < length; at += 4) ends[place * END_WORDS + at / 4] = octets.getInt32(at);
    ends[place * END_WORDS + END_WORDS - 1] = port;
  }
  return written((out) => writeCommunityId(out, ends, ipVersion));
}
