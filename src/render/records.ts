/** The records of the machine-readable output: names, units and meanings that other programs rely on (docs/output.schema.json). */
import type { Finding } from '../conntrack/findings/finding.ts';
import type { EndpointRow, Transition } from '../conntrack/snapshot.ts';
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

export function socketRecord({ address, port }: Pick<EndpointRow, 'address' | 'port'>): Fields {
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

/** `now` is when it was found, in nanoseconds since `epoch`. */
export function findingRecord(finding: Finding, epoch: number, now: number): Fields {
  const { since, latest, age, trend } = finding;
  return {
    id: finding.id,
    severity: finding.severity,
    time: epochSeconds(epoch, now),
    flows: finding.flows,
    title: finding.title,
    explanation: finding.explanation,
    evidence: finding.evidence,
    who: finding.who,
    action: finding.action,
    place: finding.place,
    count: finding.count,
    since: since === null ? null : epochSeconds(epoch, since),
    latest: latest === null ? null : epochSeconds(epoch, latest),
    age: age === null ? null : micros(age),
    trend: trend === null ? null : { seconds: micros(trend.seconds), growth: trend.growth },
    certainty: finding.certainty,
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
    shortFlows: totals.shortFlows,
    longFlows: totals.longFlows,
    closedFirst: totals.closedFirst,
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
