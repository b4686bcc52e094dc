/** What `tcpstate analyze` does, and in part `watch`: reads a capture, tracks every connection, and hands each to an output. */
import { openCapture } from '../src/capture/open.ts';
import type { Capture } from '../src/capture/packet-batch.ts';
import { FlowRows } from '../src/conntrack/flow-rows.ts';
import { Tracker } from '../src/conntrack/tracker.ts';
import { DEFAULT_MAX_FLOWS, type TrackerOptions } from '../src/conntrack/tracker-options.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { Verdict } from '../src/decode/verdict.ts';
import { TcpstateError } from '../src/errors.ts';
import { type Inspection, inspect } from '../src/inspect.ts';
import type { Output } from '../src/render/formats/output.ts';
import type { CaptureFacts, Totals } from '../src/render/report.ts';
import { captureFacts, totals } from './facts.ts';
import { interruptible } from './interrupt.ts';
import { Notices } from './notices.ts';
import { type AnalyzeOptions, chosenFlows, chosenFormat, chosenOrder } from './options/analyze-options.ts';
import { StandardOutput } from './standard-output.ts';
import { tableStyle } from './table-style.ts';
import { tapped } from './tapped.ts';

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
    table: await tableStyle(options),
  });
  const journal = options.transitions === true || format.tellsFindings;
  await report(await openIt(), { decoder, options, output, journal, notices: new Notices(format.streams) });
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

function trackerOptions({ options, decoder, journal }: Work): TrackerOptions {
  const { scopes } = decoder;
  const { profile, msl, finTimeout, maxFlows } = options;
  return {
    profile,
    maxFlows,
    scopes,
    rfc1337: options.rfc1337 === true,
    journal,
    ...(msl !== undefined && { msl }),
    ...(finTimeout !== undefined && { finTimeout }),
  };
}

type TrackingOptions = Pick<AnalyzeOptions, 'profile' | 'msl' | 'finTimeout' | 'maxFlows' | 'rfc1337'>;

interface Work {
  readonly decoder: Decoder;
  readonly options: TrackingOptions;
  readonly output: Output;
  /** Whether the frame that showed each fact is remembered. */
  readonly journal: boolean;
  readonly notices: Notices;
}

/** A tracker takes the address space of all its flows at once; where that is limited, fewer fit. */
function openTracker(options: TrackerOptions): Tracker {
  try {
    return new Tracker(options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const flows = options.maxFlows ?? DEFAULT_MAX_FLOWS;
    throw new TcpstateError(
      'unavailable',
      `there is not enough memory to remember ${flows} connections at a time`,
      '--max-flows takes a smaller number',
    );
  }
}

/** Tracks the whole capture, or as much as there was until the user interrupted it; all flows have then been put out. */
async function track(capture: Capture, work: Work): Promise<{ facts: CaptureFacts; counts: Totals }> {
  const { notices } = work;
  const tracker = openTracker(trackerOptions(work));
  const inspection = await interruptible((signal) => read(capture, tracker, work, signal));
  notices.end(capture, inspection);
  tracker.finish();
  return {
    facts: captureFacts(capture, inspection.start, inspection.end),
    counts: totals(capture, tracker, inspection),
  };
}

/** Reads to the end or until the signal; flows and transitions go to the output as they become known. */
async function read(capture: Capture, tracker: Tracker, work: Work, signal: AbortSignal): Promise<Inspection> {
  const { decoder, output, notices } = work;
  tracker.onFlow = (flow) => output.flow(flow);
  tracker.onTransition = output.transition;
  let begun = false;
  const begin = (start: number): void => {
    begun = true;
    output.begin(captureFacts(capture, start, null));
  };
  // The time of the first packet is told before anything is made of that packet.
  const announced = tapped(capture, (batch) => {
    if (!begun && batch.to > batch.from) begin(batch.time[batch.from]!);
  });
  const inspection = await inspect(announced, tracker, {
    decoder,
    signal,
    onBatch({ packets, verdicts }) {
      // Nothing is written of a capture that turns out not to be decodable at all.
      if (packets > verdicts[Verdict.UNKNOWN_LINK]!) output.pause();
      notices.update(capture);
    },
  });
  if (!begun) begin(Number.NaN);
  return inspection;
}
