/** The loop: batches of packets in, segments decoded, both endpoints of every flow moved. */
import type { Capture, PacketBatch } from './capture/packet-batch.ts';
import type { Tracker } from './conntrack/tracker.ts';
import { MOST_TOGETHER } from './conntrack/tracker-options.ts';
import { Decoder } from './decode/decoder.ts';
import { KNOWN_LINKS } from './decode/link/list.ts';
import { Segment } from './decode/segment.ts';
import { Verdict } from './decode/verdict.ts';
import { TcpstateError } from './errors.ts';

export interface InspectOptions {
  /** Default: a new one. Give the tracker its `scopes`. */
  readonly decoder?: Decoder;
  /** Closes the capture early; what it has given by then is the result. */
  readonly signal?: AbortSignal;
  /** Called after every batch: the only place from which to look at the tracker while it runs. */
  readonly onBatch?: (inspection: Inspection) => void;
}

/** What was read. */
export interface Inspection {
  /** Frames read. */
  packets: number;
  /** How many frames got which verdict: index `Verdict`. */
  readonly verdicts: number[];
  /** Segments with a checksum that is wrong, of those that were verified. */
  badChecksums: number;
  /** Times of the first and the latest packet, in nanoseconds since the capture's epoch; NaN without packets. */
  start: number;
  end: number;
  /** Link types of interfaces that tcpstate does not know and has skipped. */
  readonly unknownLinks: Set<number>;
}

/**
 * Reads the capture to its end, decodes every frame and has the tracker follow every segment.
 *
 * @throws TcpstateError `unsupported-link-type` where not one interface of the capture can be decoded
 */
export async function inspect(capture: Capture, tracker: Tracker, options: InspectOptions = {}): Promise<Inspection> {
  const decoder = options.decoder ?? new Decoder();
  const segments = Array.from({ length: MOST_TOGETHER }, () => new Segment());
  const inspection: Inspection = {
    packets: 0,
    verdicts: Object.values(Verdict).map(() => 0),
    badChecksums: 0,
    start: Number.NaN,
    end: Number.NaN,
    unknownLinks: new Set(),
  };
  const stop = (): void => capture.close();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const batch of capture) {
      for (let from = batch.from; from < batch.to; from += MOST_TOGETHER) {
        const count = decodeSome(
          capture,
          batch,
          from,
          Math.min(batch.to, from + MOST_TOGETHER),
          decoder,
          segments,
          inspection,
        );
        tracker.trackAll(segments, count);
      }
      if (batch.to > batch.from && Number.isNaN(inspection.start)) inspection.start = batch.time[batch.from]!;
      inspection.end = batch.now;
      tracker.advance(batch.now);
      options.onBatch?.(inspection);
    }
  } finally {
    options.signal?.removeEventListener('abort', stop);
    capture.close();
  }
  if (inspection.unknownLinks.size > 0 && inspection.verdicts[Verdict.UNKNOWN_LINK] === inspection.packets) {
    throw unknownLink(capture.name, [...inspection.unknownLinks]);
  }
  return inspection;
}

/** Decodes the frames [from, to) of the batch into `segments`, and counts their verdicts; returns how many segments there are. */
function decodeSome(
  capture: Capture,
  batch: PacketBatch,
  from: number,
  to: number,
  decoder: Decoder,
  segments: readonly Segment[],
  inspection: Inspection,
): number {
  const { view, start, end, wireLength, time, interfaceIndex } = batch;
  const { interfaces } = capture;
  const before = inspection.packets + 1 - from;
  let at = -1;
  let linkType = 0;
  let badChecksums = 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    const segment = segments[count]!;
    if (interfaceIndex[i] !== at) {
      at = interfaceIndex[i]!;
      linkType = interfaces[at]!.linkType;
    }
    const verdict = decoder.decode(view, start[i]!, end[i]!, wireLength[i]!, linkType, time[i]!, segment);
    if (verdict === Verdict.SEGMENT) {
      segment.packet = before + i;
      badChecksums += segment.badChecksum;
      count++;
    } else {
      inspection.verdicts[verdict]!++;
      if (verdict === Verdict.UNKNOWN_LINK) inspection.unknownLinks.add(linkType);
    }
  }
  inspection.packets += to - from;
  inspection.verdicts[Verdict.SEGMENT]! += count;
  inspection.badChecksums += badChecksums;
  return count;
}

function unknownLink(name: string, linkTypes: readonly number[]): TcpstateError {
  return new TcpstateError(
    'unsupported-link-type',
    `cannot decode ${name}: its link type ${linkTypes.join(', ')} is not known`,
    `known link types: ${KNOWN_LINKS.map(({ number, name }) => `${number} ${name}`).join(', ')}`,
  );
}
