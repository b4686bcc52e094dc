/** What `tcpstate watch` does: captures on interfaces, or reads a live stream, and shows what happens as it happens. */
import { limited } from '../src/capture/limited.ts';
import { openLive } from '../src/capture/live.ts';
import { openCapture } from '../src/capture/open.ts';
import type { Capture } from '../src/capture/packet-batch.ts';
import { putDownRights } from '../src/capture/rights.ts';
import { ticking } from '../src/capture/ticking.ts';
import { written } from '../src/capture/written.ts';
import { FlowRows } from '../src/conntrack/flow-rows.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { type Filter, flowFilter } from '../src/render/filter.ts';
import type { Job } from '../src/render/formats/output.ts';
import { summaryLines } from '../src/render/summary-lines.ts';
import { isTerminal, STDOUT } from '../src/render/terminal.ts';
import { report } from './analysis.ts';
import { captureFacts, totals } from './facts.ts';
import { interruptible } from './interrupt.ts';
import { Notices } from './notices.ts';
import { chosenStates } from './options/connection-options.ts';
import { chosenFiles, chosenWires, interfaceNames, type WatchOptions, type Wires } from './options/watch-options.ts';
import { userToBecome } from './privilege.ts';
import { complain, StandardOutput } from './standard-output.ts';
import { tableStyle } from './table-style.ts';
import { openTracker } from './tracking.ts';

/**
 * Watches until the user ends it, the stream does, or as much was seen as was asked for.
 *
 * @param words interfaces, then words of a filter; or `-`
 * @throws TcpstateError where it cannot capture
 */
export async function watch(words: readonly string[], options: WatchOptions): Promise<void> {
  const wires = chosenWires(words, interfaceNames(), options.filter);
  const files = chosenFiles(options);
  const user = userToBecome(options.user, process.env);
  const onScreen = isTerminal(STDOUT) && !options.stream && !options.ndjson;
  const recorded = wires === '-' ? ticking(await openCapture('-')) : await startCapture(wires, options, onScreen);
  try {
    // Files are written with the rights of whoever asked for them.
    if (user !== null) putDownRights(user);
    const kept = files === null ? recorded : written(recorded, files);
    const capture = options.count === undefined ? kept : limited(kept, options.count);
    await forAWhile(capture, options.duration, () => (onScreen ? show(capture, options) : tell(capture, options)));
  } finally {
    recorded.close();
  }
}

async function startCapture(wires: Exclude<Wires, '-'>, options: WatchOptions, onScreen: boolean): Promise<Capture> {
  const { snaplen, buffer, promiscuous } = options;
  const capture = await openLive(wires.interfaces, {
    filter: wires.filter,
    ...(snaplen !== undefined && { snapLength: snaplen }),
    ...(buffer !== undefined && { buffer }),
    promiscuous: promiscuous === true,
  });
  const { recorder, limits } = capture.live!;
  // The screen says it itself.
  if (!onScreen) {
    complain(`tcpstate: watching ${[`${wires.interfaces.join(', ')} with ${recorder}`, ...limits].join('; ')}\n`);
  }
  return capture;
}

/** Closes the capture after so many seconds, where that is asked for. */
async function forAWhile(capture: Capture, seconds: number | undefined, work: () => Promise<void>): Promise<void> {
  const timer = seconds === undefined ? undefined : setTimeout(() => capture.close(), seconds * 1e3);
  try {
    await work();
  } finally {
    clearTimeout(timer);
  }
}

/** On the screen; behind it, the summary stays on the terminal. */
async function show(capture: Capture, options: WatchOptions): Promise<void> {
  const { showScreen } = await import('./screen.ts');
  const { color, names: naming } = options;
  const decoder = new Decoder();
  const tracker = openTracker(options, decoder, true);
  const accepts = chosenFlows(options);
  const inspection = await interruptible((signal) =>
    showScreen(capture, tracker, { decoder, naming, color, accepts, signal }),
  );
  // What is left is counted, and shown no more.
  tracker.onFlow = null;
  tracker.finish();
  const { theme, columns } = await tableStyle({ ...options, header: true });
  const facts = captureFacts(capture, inspection.start, inspection.end);
  const lines = summaryLines(facts, totals(capture, tracker, inspection), { naming, theme, columns });
  const sink = new StandardOutput();
  sink.text(`${lines.join('\n')}\n`);
  sink.flush();
}

/** As lines. */
async function tell(capture: Capture, options: WatchOptions): Promise<void> {
  const decoder = new Decoder();
  const format = options.ndjson ? import('../src/render/formats/ndjson.ts') : import('../src/render/formats/stream.ts');
  const job: Job = {
    sink: new StandardOutput(),
    accepts: chosenFlows(options),
    limit: Infinity,
    order: null,
    remember: () => new FlowRows(decoder.scopes),
    transitions: true,
    atOnce: true,
    table: await tableStyle({ ...options, header: true }),
  };
  const output = (await format).open(job);
  await report(capture, { decoder, options, journal: true, output, notices: new Notices(true) });
}

function chosenFlows(options: WatchOptions): Filter | null {
  return flowFilter({
    states: chosenStates(options),
    hosts: options.host ?? [],
    networks: options.net ?? [],
    ports: options.port ?? [],
    flows: [],
    ipVersion: null,
  });
}
