/** What `tcpstate watch` does: captures on interfaces, or reads a live stream, and shows what happens as it happens. */
import { limited } from '../src/capture/limited.ts';
import { openLive } from '../src/capture/live.ts';
import { openCapture } from '../src/capture/open.ts';
import type { Capture } from '../src/capture/packet-batch.ts';
import { putDownRights } from '../src/capture/rights.ts';
import { ticking } from '../src/capture/ticking.ts';
import { written } from '../src/capture/written.ts';
import type { KnownSocket } from '../src/conntrack/adoption.ts';
import { FlowRows } from '../src/conntrack/flow-rows.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { counted } from '../src/render/count.ts';
import { flowFilter } from '../src/render/filter.ts';
import { summaryLines } from '../src/render/summary-lines.ts';
import { isTerminal, STDOUT } from '../src/render/terminal.ts';
import { report } from './analysis.ts';
import { captureFacts, totals } from './facts.ts';
import { Interruption } from './interruption.ts';
import { knownSockets } from './known-sockets.ts';
import { openProcesses } from './live-processes.ts';
import { Notices } from './notices.ts';
import { chosenConnections } from './options/connection-options.ts';
import { chosenFiles, chosenWires, interfaceNames, type WatchOptions, type Wires } from './options/watch-options.ts';
import { REMAINS_ROOT, userToBecome } from './privilege.ts';
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
  const show = await (onScreen ? asScreen(options) : asLines(options));
  // What has not begun is ended by a signal at once; but a recorder must not be left behind.
  const stream = wires === '-' ? ticking(await openCapture('-')) : wires;
  const interruption = new Interruption();
  const recorded = 'filter' in stream ? await startCapture(stream, options) : stream;
  // Of sockets nobody can say whether a filter of packets would let theirs pass.
  const before = wires === '-' || wires.filter !== null ? [] : await knownSockets(wires.interfaces, recorded.epoch);
  // The screen names the recorder itself.
  if (recorded.live !== undefined && !onScreen)
    announce(recorded, user === null && process.geteuid?.() === 0, before.length);
  try {
    // Files are written with the rights of whoever asked for them.
    if (user !== null) putDownRights(user);
    const kept = files === null ? recorded : written(recorded, files);
    const capture = options.count === undefined ? kept : limited(kept, options.count);
    await forAWhile(capture, options.duration, () => show(capture, interruption, before));
  } finally {
    recorded.close();
  }
}

function startCapture(wires: Exclude<Wires, '-'>, options: WatchOptions): Promise<Capture> {
  const { snaplen, buffer, promiscuous, recorder: chosen } = options;
  return openLive(wires.interfaces, {
    filter: wires.filter,
    ...(snaplen !== undefined && { snapLength: snaplen }),
    ...(buffer !== undefined && { buffer }),
    promiscuous: promiscuous === true,
    ...(chosen !== undefined && { recorder: chosen }),
  });
}

function announce({ name, live }: Capture, remainsRoot: boolean, known: number): void {
  const { recorder, limits } = live!;
  const remarks = [`${name} with ${recorder}`, ...limits, ...knownText(known), ...(remainsRoot ? [REMAINS_ROOT] : [])];
  complain(`tcpstate: watching ${remarks.join('; ')}\n`);
}

function knownText(known: number): string[] {
  return known === 0 ? [] : [`${counted(known, 'silent socket')} of this host taken in`];
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

/** Shows a capture to its end, and the connections that were there before. */
type Show = (capture: Capture, interruption: Interruption, before: readonly KnownSocket[]) => Promise<void>;

/** On the screen; behind it, the summary stays on the terminal. */
async function asScreen(options: WatchOptions): Promise<Show> {
  const { showScreen } = await import('./screen.ts');
  const { theme, columns } = await tableStyle({ ...options, header: true });
  const { color, names: naming } = options;
  const accepts = flowFilter(chosenConnections(options));
  return async (capture, interruption, before) => {
    const decoder = new Decoder();
    const tracker = openTracker(options, decoder, true);
    for (const socket of before) tracker.adopt(socket);
    const { signal } = interruption;
    const inspection = await showScreen(capture, tracker, { decoder, naming, color, accepts, signal });
    interruption.end();
    // What is left is counted, and shown no more.
    tracker.onFlow = null;
    tracker.finish();
    const facts = captureFacts(capture, inspection.start, inspection.end);
    const lines = summaryLines(facts, totals(capture, tracker, inspection), { naming, theme, columns });
    const sink = new StandardOutput();
    sink.text(`${lines.join('\n')}\n`);
    sink.flush();
  };
}

async function asLines(options: WatchOptions): Promise<Show> {
  const { open } = await (options.ndjson
    ? import('../src/render/formats/ndjson.ts')
    : import('../src/render/formats/stream.ts'));
  const table = await tableStyle({ ...options, header: true });
  return async (capture, interruption, before) => {
    const decoder = new Decoder();
    const warn = (sentence: string): void => complain(`tcpstate: warning: ${sentence}\n`);
    const processes = await openProcesses(capture, warn);
    const output = open({
      sink: new StandardOutput(),
      accepts: flowFilter(chosenConnections(options)),
      limit: Infinity,
      order: null,
      remember: () => new FlowRows(decoder.scopes),
      transitions: true,
      atOnce: true,
      table,
      processOf: processes?.of ?? null,
    });
    return report(capture, {
      decoder,
      options,
      journal: true,
      output,
      notices: new Notices(true),
      processes,
      before,
      interruption,
    });
  };
}
