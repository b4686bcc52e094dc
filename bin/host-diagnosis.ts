/** What `tcpstate diagnose` does without captures: looks twice at the sockets of this host, and in between at its packets, if asked to. */
import { setTimeout as delay } from 'node:timers/promises';
import { openLive } from '../src/capture/live.ts';
import { byWeight } from '../src/conntrack/findings/diagnosis.ts';
import { finWait2 } from '../src/conntrack/findings/fin-wait-2.ts';
import type { Finding } from '../src/conntrack/findings/finding.ts';
import type { State } from '../src/conntrack/states.ts';
import { HOST_RULES } from '../src/host/findings/list.ts';
import { sideOf } from '../src/host/findings/rule.ts';
import { HostView } from '../src/host/host-view.ts';
import type { Owners } from '../src/host/owners.ts';
import { openSocketTable, type SocketReader, type SocketTable } from '../src/host/socket-table.ts';
import { counted } from '../src/render/count.ts';
import { formatDuration } from '../src/render/duration.ts';
import type { TableStyle } from '../src/render/formats/output.ts';
import { NO_PACKETS, type PairTally, type Totals } from '../src/render/report.ts';
import type { Theme } from '../src/render/tone.ts';
import { type DiagnoseOptions, diagnoseCapture, socketsOfHost, styleOf, tellFindings } from './diagnosing.ts';
import { Interruption } from './interruption.ts';
import { NOT_ALL_PROCESSES, ownersOf, warnOfProcesses } from './socket-owners.ts';

/** Their sockets are nobody's trouble, or nobody's at all. */
const WITHOUT_OWNER: readonly State[] = ['ESTABLISHED', 'TIME_WAIT', 'SYN_RCVD'];

/** @throws TcpstateError where the sockets cannot be read */
export async function diagnoseHost(options: DiagnoseOptions): Promise<void> {
  const style = await styleOf(options);
  const epoch = Math.floor(Date.now() / 1e3);
  const looks = await lookTwice(
    style,
    () => pause(options.interval * 1e3),
    () => epoch,
  );
  const { view, start, head, complete } = looks;
  if (options.json) warnOfProcesses(complete);
  const capture = socketsOfHost(epoch, start, view.now);
  tellFindings(byWeight(findAll(view)), { head, capture, totals: totalsOf(view) }, options, style);
}

/**
 * The same, and what packets on these interfaces show meanwhile.
 *
 * @throws TcpstateError where it cannot capture, or the sockets cannot be read
 */
export async function diagnoseInterfaces(interfaces: readonly string[], options: DiagnoseOptions): Promise<void> {
  const style = await styleOf(options);
  const { view, head, complete, between } = await lookTwice(
    style,
    () => listen(interfaces, options, style),
    ({ looked }) => looked.capture.epoch,
  );
  if (options.json) warnOfProcesses(complete);
  const ofPackets = between.findings.filter((finding) => !isKnownBetter(view, finding));
  const looked = { ...between.looked, head: [...between.looked.head, ...head] };
  tellFindings(byWeight([...findAll(view), ...ofPackets]), looked, options, style);
}

/** What is wrong with what passes on the interfaces meanwhile. */
async function listen(interfaces: readonly string[], options: DiagnoseOptions, style: TableStyle) {
  const live = await openLive(interfaces);
  const timer = setTimeout(() => live.close(), options.interval * 1e3);
  try {
    return await diagnoseCapture(live, options, style);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the kernel tells of the same sockets what packets only show in part. */
function isKnownBetter(view: HostView, { id, place }: Finding): boolean {
  const judged = id === finWait2.id || HOST_RULES.some(({ kind }) => kind.id === id);
  return judged && place !== null && view.isOwnAddress(place.address);
}

function findAll(view: HostView): Finding[] {
  return HOST_RULES.flatMap(({ find }) => find(view));
}

interface Looks<T> {
  readonly view: HostView;
  /** End of the first look, in nanoseconds since the epoch that was asked for. */
  readonly start: number;
  readonly head: readonly string[];
  /** False where not every process could be looked at. */
  readonly complete: boolean;
  readonly between: T;
}

/** Looks at the sockets before and after; times are counted from an epoch, in seconds. */
async function lookTwice<T>(
  { theme }: TableStyle,
  meanwhile: () => Promise<T>,
  epochOf: (between: T) => number,
): Promise<Looks<T>> {
  const reader = await openSocketTable();
  const first = lookAt(reader);
  const between = await meanwhile();
  const last = lookAt(reader);
  const owners = ownersOf(last.table.sockets.filter(({ state }) => !WITHOUT_OWNER.includes(state)));
  const epoch = epochOf(between);
  const since = (milliseconds: number): number => (milliseconds - epoch * 1e3) * 1e6;
  const view = new HostView(first.table, last.table, owners, {
    apart: (last.end - first.end) / 1e3,
    took: Math.max(first.took, last.took) / 1e3,
    now: since(last.end),
  });
  return {
    view,
    start: since(first.end),
    head: headLines(last.table, reader, owners, view.seconds, theme),
    complete: owners.complete,
    between,
  };
}

/** One look; times in milliseconds. */
function lookAt(reader: SocketReader): { table: SocketTable; end: number; took: number } {
  const start = Date.now();
  const table = reader.read();
  const end = Date.now();
  return { table, end, took: end - start };
}

/** Ends early when the user interrupts it. */
async function pause(milliseconds: number): Promise<void> {
  const interruption = new Interruption();
  const { signal } = interruption;
  await delay(milliseconds, undefined, { signal }).catch(() => {});
  interruption.end();
}

function headLines(
  { sockets, networks }: SocketTable,
  { means }: SocketReader,
  { complete }: Owners,
  seconds: number,
  theme: Theme,
): string[] {
  const facts = [
    theme.paint('strong', 'sockets of this host'),
    `${counted(sockets.length, 'TCP socket')} in ${counted(networks.size, 'network namespace')}`,
    `two looks ${formatDuration(seconds)} apart by ${means}`,
  ];
  const head = [facts.join(` ${theme.glyphs.dot} `)];
  if (!complete) head.push(theme.paint('warning', NOT_ALL_PROCESSES));
  return head;
}

/** Connections by the state of this host's end. */
function totalsOf(view: HostView): Totals {
  const pairs = new Map<string, PairTally>();
  let flows = 0;
  for (const socket of view.sockets) {
    if (socket.state === 'LISTEN') continue;
    flows++;
    const side = sideOf(view, socket);
    const key = side + socket.state;
    const tally = pairs.get(key) ?? { client: null, server: null, [side]: socket.state, flows: 0 };
    pairs.set(key, { ...tally, flows: tally.flows + 1 });
  }
  return { ...NO_PACKETS, flows, pairs: [...pairs.values()].sort((a, b) => b.flows - a.flows) };
}
