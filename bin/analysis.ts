/** What `tcpstate analyze` does, and in part `watch`: reads a capture, tracks every connection, and hands each to an output. */
import { openCapture } from '../src/capture/open.ts';
import type { Capture } from '../src/capture/packet-batch.ts';
import type { KnownSocket } from '../src/conntrack/adoption.ts';
import type { CaptureQuality } from '../src/conntrack/findings/rule.ts';
import { FlowRows } from '../src/conntrack/flow-rows.ts';
import type { Tracker } from '../src/conntrack/tracker.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { Verdict } from '../src/decode/verdict.ts';
import { type Inspection, inspect } from '../src/inspect.ts';
import type { Output } from '../src/render/formats/output.ts';
import { type CaptureFacts, captureQuality, type Totals } from '../src/render/report.ts';
import { onCounterSignal } from './counter-signal.ts';
import { captureFacts, totals } from './facts.ts';
import { Interruption } from './interruption.ts';
import type { LiveProcesses } from './live-processes.ts';
import { Notices } from './notices.ts';
import { type AnalyzeOptions, chosenFlows, chosenFormat, chosenOrder } from './options/analyze-options.ts';
import type { TrackingOptions } from './options/tracking-options.ts';
import { StandardOutput } from './standard-output.ts';
import { sweeping } from './sweeping.ts';
import { tableStyle } from './table-style.ts';
import { tapped } from './tapped.ts';
import { openTracker } from './tracking.ts';

/**
 * Writes the result to standard output.
 *
 * @throws TcpstateError where options contradict each other or the input cannot be read
 */
export function analyze(files: readonly string[], options: AnalyzeOptions): Promise<void> {
  return analyzeCapture(() => openCapture(files), options);
}

/** The same for a capture of any kind, which is opened when the options have been understood. */
export async function analyzeCapture(openIt: () => Promise<Capture>, options: AnalyzeOptions): Promise<void> {
  const format = chosenFormat(options);
  const decoder = new Decoder({ checksums: options.checksums });
  const { open } = await format.load();
  const output = open({
    sink: new StandardOutput(),
    accepts: chosenFlows(options),
    limit: options.limit ?? Infinity,
    order: chosenOrder(options),
    remember: () => new FlowRows(decoder.scopes),
    transitions: options.transitions === true,
    atOnce: false,
    table: await tableStyle(options),
    processOf: null,
  });
  const journal = options.transitions === true || format.tellsFindings;
  const notices = new Notices(format.streams);
  const capture = await openIt();
  await report(capture, {
    decoder,
    options,
    journal,
    output,
    notices,
    processes: null,
    interruption: new Interruption(),
  });
}

/** Reads the capture to its end, or until the user interrupts it, and has all that is found put out. */
export async function report(capture: Capture, work: Work): Promise<void> {
  try {
    // The tracker is gone when the output is written: its memory may be used again.
    const { facts, counts } = await track(capture, work);
    work.output.end(facts, counts);
  } finally {
    work.notices.clear();
  }
}

interface Work {
  readonly decoder: Decoder;
  readonly options: TrackingOptions;
  readonly output: Output;
  /** Whether the frame that showed each fact is remembered. */
  readonly journal: boolean;
  readonly notices: Notices;
  /** Which processes hold the connections; null where that is not to be found out. */
  readonly processes: LiveProcesses | null;
  /** Connections that were there before the capture. */
  readonly before?: readonly KnownSocket[];
  /** Ends when reading does: what is written then can be interrupted as usual. */
  readonly interruption: Interruption;
}

/** Tracks the whole capture, or as much as there was until the user interrupted it; all flows have then been put out. */
async function track(capture: Capture, work: Work): Promise<{ facts: CaptureFacts; counts: Totals }> {
  const { decoder, options, journal, notices, processes } = work;
  const tracker = openTracker(options, decoder, journal);
  const inspection = await read(capture, tracker, work);
  notices.end(capture, inspection);
  processes?.lookLast();
  tracker.finish();
  return {
    facts: captureFacts(capture, inspection.start, inspection.end),
    counts: totals(capture, tracker, inspection),
  };
}

/** Reads to the end or until the signal; flows and transitions go to the output as they become known. */
async function read(capture: Capture, tracker: Tracker, work: Work): Promise<Inspection> {
  const { decoder, output, notices, processes, interruption } = work;
  tracker.onFlow = (flow) => output.flow(flow);
  tracker.onTransition = output.transition;
  let begun = false;
  const begin = (start: number): void => {
    begun = true;
    output.begin(captureFacts(capture, start, null));
  };
  const { before = [] } = work;
  // Of these there may be something to tell before any packet comes.
  if (before.length > 0) begin(Number.NaN);
  for (const socket of before) tracker.adopt(socket);
  // The time of the first packet is told before anything is made of that packet.
  const announced = tapped(capture, (batch) => {
    if (!begun && batch.to > batch.from) begin(batch.time[batch.from]!);
  });
  let sofar: Inspection | null = null;
  const factsSoFar = (): [CaptureFacts, Totals] => [
    captureFacts(capture, sofar!.start, sofar!.end),
    totals(capture, tracker, sofar!),
  ];
  const silence = onCounterSignal(() => {
    if (sofar !== null) notices.count(...factsSoFar());
  });
  const { findings } = output;
  const quality = (): CaptureQuality => captureQuality(...factsSoFar());
  const sweep = findings && sweeping(() => findings(quality, tracker.flows));
  try {
    const inspection = await inspect(announced, tracker, {
      decoder,
      signal: interruption.signal,
      onBatch(reached) {
        sofar = reached;
        processes?.look();
        // Nothing is written of a capture that turns out not to be decodable at all.
        if (reached.packets === 0 ? begun : reached.packets > reached.verdicts[Verdict.UNKNOWN_LINK]!) {
          findings?.(quality, null);
          // A finding is told once: with its process.
          if (processes === null || processes.hasLooked) sweep?.();
          output.pause();
        }
        notices.update(capture);
      },
    });
    if (!begun) begin(Number.NaN);
    return inspection;
  } finally {
    silence();
    interruption.end();
  }
}
