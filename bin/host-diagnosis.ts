/** What `tcpstate diagnose` does without captures: looks twice at the sockets of this host, and in between at its packets, if asked to. */
import { setTimeout as delay } from 'node:timers/promises';
import { openLive } from '../src/capture/live.ts';
import { byWeight } from '../src/conntrack/findings/diagnosis.ts';
import { finWait2 } from '../src/conntrack/findings/fin-wait-2.ts';
import type { Finding } from '../src/conntrack/findings/finding.ts';
import type { FlowCursor } from '../src/conntrack/flow-cursor.ts';
import { HOST_RULES } from '../src/host/findings/list.ts';
import { sideOf } from '../src/host/findings/rule.ts';
import type { HostView } from '../src/host/host-view.ts';
import { ownNamespace } from '../src/host/namespaces.ts';
import { type WireEnd, wireEnd } from '../src/host/wire.ts';
import { counted } from '../src/render/count.ts';
import { formatDuration } from '../src/render/duration.ts';
import type { TableStyle } from '../src/render/formats/output.ts';
import { captureQuality, NO_PACKETS, type PairTally, type Totals } from '../src/render/report.ts';
import { type DiagnoseOptions, diagnoseCapture, socketsOfHost, styleOf, tellFindings } from './diagnosing.ts';
import { findingsOf, type Looks, lookTwice } from './host-looks.ts';
import { Interruption } from './interruption.ts';
import { ownAddresses } from './own-addresses.ts';
import { NOT_ALL_PROCESSES, warnOfProcesses } from './socket-owners.ts';

/** Ends of connections that are held against sockets. */
const MOST_ENDS = 200_000;

/** @throws TcpstateError where the sockets cannot be read */
export async function diagnoseHost(options: DiagnoseOptions): Promise<void> {
  const style = await styleOf(options);
  const epoch = Math.floor(Date.now() / 1e3);
  const looks = await lookTwice({ meanwhile: () => pause(options.interval * 1e3), epochOf: () => epoch });
  const { view, start, complete } = looks;
  if (options.json) warnOfProcesses(complete);
  const capture = socketsOfHost(epoch, start, view.now);
  const looked = { head: headLines(looks, style), capture, totals: totalsOf(view) };
  tellFindings(findingsOf(view), looked, options, style);
}

/**
 * The same, and what packets on these interfaces show meanwhile.
 *
 * @throws TcpstateError where it cannot capture, or the sockets cannot be read
 */
export async function diagnoseInterfaces(interfaces: readonly string[], options: DiagnoseOptions): Promise<void> {
  const style = await styleOf(options);
  const looks = await lookTwice({
    meanwhile: () => listen(interfaces, options, style),
    epochOf: ({ looked }) => looked.capture.epoch,
    wireOf: ({ wire }) => wire,
  });
  const { view, complete, between } = looks;
  if (options.json) warnOfProcesses(complete);
  const ofPackets = between.findings.filter((finding) => !isKnownBetter(view, finding));
  const looked = { ...between.looked, head: [...between.looked.head, ...headLines(looks, style)] };
  tellFindings(byWeight([...findingsOf(view), ...ofPackets]), looked, options, style);
}

/** What is wrong with what passes on the interfaces meanwhile. */
async function listen(interfaces: readonly string[], options: DiagnoseOptions, style: TableStyle) {
  const live = await openLive(interfaces);
  const own = new Set(ownAddresses());
  const ends: WireEnd[] = [];
  const keep = (flow: FlowCursor): void => {
    if (ends.length >= MOST_ENDS || flow.tunnel !== null) return;
    for (const end of [flow.client, flow.server]) if (own.has(flow.address(end))) ends.push(wireEnd(flow, end));
  };
  const timer = setTimeout(() => live.close(), options.interval * 1e3);
  try {
    const between = await diagnoseCapture(live, options, style, keep);
    const { capture, totals } = between.looked;
    const { dropped, missedSegments } = captureQuality(capture, totals);
    const isComplete = dropped === 0 && missedSegments === 0;
    return { ...between, wire: { ends, namespace: ownNamespace().id, until: capture.end ?? 0, isComplete } };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the kernel tells of the same sockets what packets only show in part. */
function isKnownBetter(view: HostView, { id, place }: Finding): boolean {
  const judged = id === finWait2.id || HOST_RULES.some(({ kind }) => kind.id === id);
  return judged && place !== null && view.isOwnAddress(place.address);
}

/** Ends early when the user interrupts it. */
async function pause(milliseconds: number): Promise<void> {
  const interruption = new Interruption();
  const { signal } = interruption;
  await delay(milliseconds, undefined, { signal }).catch(() => {});
  interruption.end();
}

function headLines({ view, means, networks, complete }: Looks<unknown>, { theme }: TableStyle): string[] {
  const facts = [
    theme.paint('strong', 'sockets of this host'),
    `${counted(view.sockets.length, 'TCP socket')} in ${counted(networks, 'network namespace')}`,
    `two looks ${formatDuration(view.seconds)} apart by ${means}`,
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
