/** What `tcpstate timeline` does: chooses connections, has them watched while the capture passes, and writes their accounts. */
import { openCapture } from '../src/capture/open.ts';
import type { Capture } from '../src/capture/packet-batch.ts';
import { Accounts, MOST_WATCHED } from '../src/conntrack/account/accounts.ts';
import type { Account } from '../src/conntrack/account/lines.ts';
import type { FlowCursor } from '../src/conntrack/flow-cursor.ts';
import { FlowRows } from '../src/conntrack/flow-rows.ts';
import { Tracker } from '../src/conntrack/tracker.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { TcpstateError } from '../src/errors.ts';
import { type Inspection, inspect } from '../src/inspect.ts';
import { counted, formatCount } from '../src/render/count.ts';
import { type FlowCriterion, flowFilter } from '../src/render/filter.ts';
import { ASCII } from '../src/render/glyphs.ts';
import type { TimeMode } from '../src/render/ladder/clock.ts';
import { LADDER_FORMATS } from '../src/render/ladder/formats.ts';
import { ordered, USUAL_ORDER } from '../src/render/order.ts';
import { isTerminal, STDOUT, terminalColumns } from '../src/render/terminal.ts';
import { captureFacts } from './facts.ts';
import { Interruption } from './interruption.ts';
import { Notices } from './notices.ts';
import { chosenTimers, type NamesOption, type TimerOptions } from './options/tracking-options.ts';
import { complain, StandardOutput } from './standard-output.ts';
import { chosenTheme } from './table-style.ts';

export interface TimelineOptions extends TimerOptions, NamesOption {
  readonly flow?: readonly FlowCriterion[];
  readonly limit?: number;
  readonly format?: string;
  readonly json?: true;
  readonly time: TimeMode;
  readonly all?: true;
  readonly merge?: true;
  readonly ascii?: true;
  readonly color?: boolean;
}

/** Connections that are told where nobody names any, and where somebody does. */
const USUAL_LIMIT = 5;
const NAMED_LIMIT = 1000;

type Wants = (flow: FlowCursor) => boolean;

const byNumber = (a: Account, b: Account): number => a.flow.id - b.flow.id;
/** Who asks most of somebody comes first. */
export const byAttention = (a: Account, b: Account): number =>
  b.attention - a.attention || a.flow.firstSeen - b.flow.firstSeen || byNumber(a, b);

/**
 * Writes the timelines to standard output.
 *
 * @throws TcpstateError where options contradict each other, the input cannot be read, or no connection is meant
 */
export async function timeline(files: readonly string[], options: TimelineOptions): Promise<void> {
  const format = await chosenFormat(options).load();
  const wants = await chosenFlows(files, options);
  const decoder = new Decoder();
  const accounts = new Accounts({
    wants,
    most: options.limit ?? (options.flow === undefined ? USUAL_LIMIT : NAMED_LIMIT),
    order: options.flow === undefined ? byAttention : byNumber,
    unfolded: options.all === true,
  });
  const tracker = new Tracker({ ...chosenTimers(options), scopes: decoder.scopes, journal: true, witness: accounts });
  tracker.onTransition = (transition) => accounts.transition(transition);
  tracker.onFlow = (flow) => accounts.letGo(flow);
  const { capture, inspection } = await read(files, tracker, decoder);
  if (accounts.told.length === 0) throw nothingFound(options, tracker.counters.flows);
  const output = new StandardOutput();
  const theme = await chosenTheme(options.color);
  const pieces = format.write({
    capture: captureFacts(capture, inspection.start, inspection.end),
    accounts: accounts.told,
    times: options.time,
    merge: options.merge === true,
    naming: options.names,
    theme: options.ascii ? { ...theme, glyphs: ASCII } : theme,
    columns: isTerminal(STDOUT) ? terminalColumns(STDOUT) : Infinity,
  });
  for (const piece of pieces) output.text(piece);
  output.flush();
  tellOfOthers(accounts, options);
}

function chosenFormat({ format, json }: TimelineOptions): (typeof LADDER_FORMATS)[number] {
  if (json && format !== undefined && format !== 'json') {
    throw new TcpstateError('bad-option', `one format at a time, not ${format} and json`);
  }
  const name = json ? 'json' : (format ?? LADDER_FORMATS[0]!.name);
  return LADDER_FORMATS.find((each) => each.name === name)!;
}

/** Files are read twice where no flow is named: who asks most of somebody is known at the end only. */
async function chosenFlows(files: readonly string[], options: TimelineOptions): Promise<Wants> {
  if (options.flow !== undefined) {
    const filter = flowFilter({ ...NO_CRITERIA, flows: options.flow })!;
    return (flow) => filter(flow.row());
  }
  if (files.includes('-')) return () => true;
  const decoder = new Decoder();
  const tracker = new Tracker({ ...chosenTimers(options), scopes: decoder.scopes });
  const rows = new FlowRows(decoder.scopes);
  tracker.onFlow = (flow) => rows.add(flow);
  await read(files, tracker, decoder);
  const best = ordered(rows, USUAL_ORDER).subarray(0, options.limit ?? USUAL_LIMIT);
  const ids = new Set([...best].map((place) => rows.at(place).id));
  return ({ flow }) => ids.has(flow.number);
}

const NO_CRITERIA = { states: null, hosts: [], networks: [], ports: [], ipVersion: null } as const;

/** Has the tracker follow the whole capture, or as much as there was until the user interrupted it. */
async function read(
  files: readonly string[],
  tracker: Tracker,
  decoder: Decoder,
): Promise<{ capture: Capture; inspection: Inspection }> {
  const capture = await openCapture(files);
  const notices = new Notices(false);
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    const inspection = await inspect(capture, tracker, { decoder, signal, onBatch: () => notices.update(capture) });
    notices.end(capture, inspection);
    tracker.finish();
    return { capture, inspection };
  } finally {
    interruption.end();
    notices.clear();
  }
}

function nothingFound({ flow }: TimelineOptions, flows: number): TcpstateError {
  if (flows === 0) return new TcpstateError('bad-option', 'the capture holds no TCP connection');
  if (flow === undefined) return new TcpstateError('bad-option', 'no connection was told');
  return new TcpstateError(
    'bad-option',
    `none of the ${counted(flows, 'connection')} is the one that --flow names`,
    'tcpstate analyze lists them with their numbers',
  );
}

/** Says what is not told, on standard error. */
function tellOfOthers({ surplus, unwatched }: Accounts, { flow }: TimelineOptions): void {
  if (unwatched > 0) {
    const most = formatCount(MOST_WATCHED);
    const which = `${counted(unwatched, 'connection')} not watched, for ${most} are at one time`;
    complain(`tcpstate: warning: ${which}: --flow names those that you want to see\n`);
  }
  if (surplus > 0 && flow !== undefined) {
    complain(
      `tcpstate: warning: ${formatCount(surplus)} more connections match --flow: --limit takes a larger number\n`,
    );
  }
}
