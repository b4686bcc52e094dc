/** Gathers what the reports say of a run from those who know: capture, loop and tracker. */
import type { Capture } from '../src/capture/packet-batch.ts';
import { stateOfCode, UNKNOWN } from '../src/conntrack/states.ts';
import type { Tracker } from '../src/conntrack/tracker.ts';
import { linkTypeName } from '../src/decode/link/list.ts';
import { Verdict } from '../src/decode/verdict.ts';
import type { Inspection } from '../src/inspect.ts';
import type { CaptureFacts, PairTally, Totals } from '../src/render/report.ts';

/** `start` and `end` are nanoseconds since the capture's epoch; NaN where there is no packet, but a live capture that has none has an end. */
export function captureFacts(capture: Capture, start: number, end: number | null): CaptureFacts {
  return {
    source: capture.source,
    name: capture.name,
    interfaces: capture.interfaces.map(({ name, linkType, snapLength }) => ({
      name,
      linkType: linkTypeName(linkType),
      linkTypeNumber: linkType,
      snapLength,
    })),
    epoch: Number.isNaN(capture.epoch) ? 0 : capture.epoch,
    start: Number.isNaN(start) ? null : start,
    end: end === null || Number.isNaN(end) ? null : end,
  };
}

export function totals(capture: Capture, tracker: Tracker, inspection: Inspection): Totals {
  const { counters } = tracker;
  const [, client = 0, server = 0, both = 0] = tracker.closedFirst;
  const { verdicts } = inspection;
  return {
    packets: inspection.packets,
    segments: verdicts[Verdict.SEGMENT]!,
    skipped: {
      notTcp: verdicts[Verdict.NOT_TCP]!,
      truncated: verdicts[Verdict.TRUNCATED]!,
      malformed: verdicts[Verdict.MALFORMED]!,
      fragment: verdicts[Verdict.FRAGMENT]!,
      unknownLink: verdicts[Verdict.UNKNOWN_LINK]!,
    },
    flows: counters.flows,
    shortFlows: counters.shortFlows,
    longFlows: counters.longFlows,
    closedFirst: { client, server, both },
    evicted: counters.evicted,
    pairs: pairs(tracker.statePairs),
    drops: {
      kernel: capture.interfaces.reduce((sum, { drops }) => sum + drops.kernel, capture.live?.droppedKernel ?? 0),
      interface: capture.interfaces.reduce(
        (sum, { drops }) => sum + drops.interface,
        capture.live?.droppedInterface ?? 0,
      ),
    },
    missedSegments: counters.missedSegments,
    duplicates: counters.duplicates,
    badChecksums: inspection.badChecksums,
  };
}

/** The pairs that occur, most frequent first, then in the order of a connection's life. */
function pairs(tally: Int32Array): PairTally[] {
  const found: PairTally[] = [];
  const codes = UNKNOWN + 1;
  for (let client = 0; client < codes; client++) {
    for (let server = 0; server < codes; server++) {
      const flows = tally[client * codes + server]!;
      if (flows > 0) found.push({ client: stateOfCode(client), server: stateOfCode(server), flows });
    }
  }
  return found.sort((a, b) => b.flows - a.flows);
}
