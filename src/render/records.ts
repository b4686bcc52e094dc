/** The records of the machine-readable output: names, units and meanings that other programs rely on (docs/output.schema.json). */
import type { EndpointRow, EndpointSnapshot, FlowSnapshot, Transition } from '../conntrack/snapshot.ts';
import { communityId } from './community-id.ts';
import { type CaptureFacts, endpointStates, estimatedLoss, type Totals } from './report.ts';
import { epochSeconds, micros, seconds } from './time.ts';

/** Changes when a name or a meaning does. */
export const SCHEMA = 1;

/** A record: what JSON.stringify turns into a line. */
export type Fields = Readonly<Record<string, unknown>>;

export function captureRecord(capture: CaptureFacts): Fields {
  const { epoch, start, end } = capture;
  return {
    source: capture.source,
    name: capture.name,
    linkType: capture.interfaces[0]?.linkType ?? null,
    start: start === null ? null : epochSeconds(epoch, start),
    end: end === null ? null : epochSeconds(epoch, end),
    interfaces: capture.interfaces,
  };
}

export function flowRecord(flow: FlowSnapshot, epoch: number): Fields {
  return {
    id: flow.id,
    incarnation: flow.incarnation,
    communityId: communityId(flow.client, flow.server),
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

export function socketRecord({ address, port }: EndpointRow): Fields {
  return { address, port };
}

export function transitionRecord(transition: Transition, epoch: number): Fields {
  return {
    time: epochSeconds(epoch, transition.time),
    flow: transition.flow,
    endpoint: transition.endpoint,
    from: transition.from,
    to: transition.to,
    cause: transition.cause,
    certainty: transition.certainty,
    packet: transition.packet,
    revises: transition.revises,
  };
}

/** `shown` is how many flows passed the filters and the limit. */
export function summaryRecord(totals: Totals, capture: CaptureFacts, shown: number): Fields {
  const { epoch, start, end } = capture;
  return {
    packets: totals.packets,
    tcpSegments: totals.segments,
    skipped: totals.skipped,
    flows: totals.flows,
    shown,
    evicted: totals.evicted,
    states: endpointStates(totals.pairs),
    statePairs: totals.pairs,
    drops: totals.drops,
    estimatedLoss: micros(estimatedLoss(totals)),
    missedSegments: totals.missedSegments,
    duplicates: totals.duplicates,
    badChecksums: totals.badChecksums,
    start: start === null ? null : epochSeconds(epoch, start),
    end: end === null ? null : epochSeconds(epoch, end),
    duration: start === null || end === null ? 0 : seconds(end - start),
  };
}
