/** All that is known of one connection, as lines: both ends beside each other, their facts with evidence, their history. */

import type { Account } from '../../conntrack/account/lines.ts';
import { ruleOf } from '../../conntrack/findings/list.ts';
import { NOTES } from '../../conntrack/notes.ts';
import type { EndpointSnapshot, FlowRow } from '../../conntrack/snapshot.ts';
import { spellState } from '../../conntrack/states.ts';
import { formatBytes } from '../bytes.ts';
import type { View } from '../columns.ts';
import { formatCount } from '../count.ts';
import { formatDuration } from '../duration.ts';
import { SEVERITY_TONES } from '../finding-lines.ts';
import { laddersOf, type Telling } from '../ladder/telling.ts';
import { rungs } from '../ladder/terminal.ts';
import { mark, UNTOLD } from '../marks.ts';
import { formatSocket } from '../socket.ts';
import { printable } from '../text.ts';
import { sinceStart } from '../time.ts';
import { transitionLine } from '../timeline.ts';
import { stateTone, type Theme } from '../tone.ts';
import type { Detail } from './picture.ts';

/** Columns of a name in front of what belongs to it, and of each end. */
const NAME = 18;
const END = 29;

type Cell = readonly [text: string, painted: string];

/** `capture` and `columns` are those of the ladder. */
export function detailLines(
  { flow, row, facts, history, account, processes }: Detail,
  view: View,
  { theme, capture, columns }: Pick<Telling, 'theme' | 'capture' | 'columns'>,
): string[] {
  const lines = [...heading(row, flow === null, theme), ''];
  lines.push(pair('', ['CLIENT', theme.paint('title', 'CLIENT')], theme.paint('title', 'SERVER')));
  lines.push(...ends(row, view, theme), ...holders(processes));
  if (flow !== null) lines.push(...counters(flow.client, flow.server), ...options(flow.client, flow.server));
  if (flow !== null) lines.push(roundTrips(flow.rtt));
  if (account !== null && account.findings.length > 0) {
    lines.push('', theme.paint('title', 'FINDINGS'), ...account.findings.map((id) => found(id, theme)));
  }
  if (facts.length > 0) lines.push('', theme.paint('title', 'FACTS'), ...factLines(facts, view));
  if (account !== null && account.segments > 0) {
    lines.push('', theme.paint('title', 'SINCE THIS WAS OPENED'));
    lines.push(...ladder(account, { theme, capture, columns, naming: view.naming }));
  } else if (history.length > 0) {
    lines.push('', theme.paint('title', 'HISTORY'));
    for (const move of history) lines.push(transitionLine(move, { naming: view.naming, theme }, view.start));
  }
  if (row.notes.length > 0) lines.push('', theme.paint('title', 'NOTES'), ...row.notes.map((name) => noted(name)));
  return lines;
}

/** What happened before as lines of their own, and then every segment. */
function ladder(account: Account, style: Pick<Telling, 'theme' | 'capture' | 'columns' | 'naming'>): string[] {
  const telling: Telling = { ...style, accounts: [account], times: 'absolute', merge: false };
  const [whole] = laddersOf(telling);
  return [...rungs(whole!, telling)].join('').split('\n').slice(0, -1);
}

function heading(row: FlowRow, gone: boolean, theme: Theme): string[] {
  const { arrow, dot } = theme.glyphs;
  const name = `connection ${row.id}  ${formatSocket(row.client)} ${arrow} ${formatSocket(row.server)}`;
  const facts = [`handshake ${row.handshake}`];
  if (row.closedFirst !== null)
    facts.push(`closed first by ${row.closedFirst === 'both' ? 'both' : `the ${row.closedFirst}`}`);
  if (row.closedBy !== null)
    facts.push(`ended by ${row.closedBy === 'timeout' ? row.closedBy : row.closedBy.toUpperCase()}`);
  facts.push(`lasted ${formatDuration((row.lastSeen - row.firstSeen) / 1e9)}`);
  if (row.incarnation > 1) facts.push(`incarnation ${row.incarnation}`);
  if (row.vlan.length > 0) facts.push(`vlan ${row.vlan.join('.')}`);
  if (row.tunnel !== null) facts.push(row.tunnel);
  const lines = [theme.paint('strong', name), facts.join(` ${dot} `)];
  if (gone) lines.push(theme.paint('warning', 'It has been let go: nothing more is kept of it.'));
  return lines;
}

/** What every row has. */
function ends({ client, server }: FlowRow, view: View, theme: Theme): string[] {
  const both = [client, server] as const;
  const states = both.map(({ state, certainty }): Cell => {
    if (state === null) return [UNTOLD, UNTOLD];
    const text = spellState(state, view.naming) + mark(certainty, view.glyphs);
    return [`${text} ${certainty}`, `${theme.paint(stateTone(state), text)} ${certainty}`];
  });
  const sinceOf = ({ since }: (typeof both)[number]): string =>
    since === null ? UNTOLD : `${sinceStart(since - view.start)}, ${formatDuration((view.end - since) / 1e9)} ago`;
  const timerOf = ({ timer }: (typeof both)[number]): string =>
    timer === null ? UNTOLD : `${timer.name}, ${formatDuration(timer.remaining)} left`;
  return [
    pair('state', states[0]!, states[1]![1]),
    plain('since', sinceOf(client), sinceOf(server)),
    plain('timer', timerOf(client), timerOf(server)),
    plain('segments', formatCount(client.packets), formatCount(server.packets)),
    plain('payload', formatBytes(client.bytes), formatBytes(server.bytes)),
  ];
}

/** Where either end is held by a process of this host: which, and by which descriptors. */
function holders({ client, server }: Detail['processes']): string[] {
  if (client === null && server === null) return [];
  const text = (process: typeof client): string =>
    process === null ? UNTOLD : `${printable(process.name)} ${process.pid}, fd ${process.fds.join(' ')}`;
  return [plain('process', text(client), text(server))];
}

type Counter = readonly [name: string, of: (end: EndpointSnapshot) => number];

const COUNTERS: readonly Counter[] = [
  ['SYN', (end) => end.syn],
  ['FIN', (end) => end.fin],
  ['RST', (end) => end.rst],
  ['retransmissions', (end) => end.retransmissions],
  ['out of order', (end) => end.outOfOrder],
  ['duplicate ACKs', (end) => end.duplicateAcks],
  ['window updates', (end) => end.windowUpdates],
  ['zero windows', (end) => end.zeroWindows],
  ['keep-alives', (end) => end.keepAlives],
  ['window probes', (end) => end.windowProbes],
  ['captured twice', (end) => end.duplicates],
];

/** Those of which there is any. */
function counters(client: EndpointSnapshot, server: EndpointSnapshot): string[] {
  return COUNTERS.filter(([, of]) => of(client) + of(server) > 0).map(([name, of]) =>
    plain(name, formatCount(of(client)), formatCount(of(server))),
  );
}

function options(client: EndpointSnapshot, server: EndpointSnapshot): string[] {
  const listed = (end: EndpointSnapshot): string => {
    const found: string[] = [];
    if (end.mss !== null) found.push(`mss ${end.mss}`);
    if (end.windowScale !== null) found.push(`scale ${end.windowScale}`);
    if (end.sackPermitted) found.push('sack');
    if (end.timestamps) found.push('ts');
    if (end.fastOpen) found.push('tfo');
    if (end.mptcp) found.push('mptcp');
    return found.join(' ') || UNTOLD;
  };
  const or = (value: number | null): string => (value === null ? UNTOLD : String(value));
  return [
    plain('options of SYN', listed(client), listed(server)),
    plain('ISN', or(client.isn), or(server.isn)),
    plain('window', or(client.window), or(server.window)),
  ];
}

function roundTrips({
  handshakeServer,
  handshakeClient,
}: {
  handshakeServer: number | null;
  handshakeClient: number | null;
}): string {
  const text = (time: number | null): string => (time === null ? UNTOLD : formatDuration(time));
  return plain('answered SYN in', text(handshakeClient), text(handshakeServer));
}

/** Each fact on a line, the client's and the server's beside each other. */
function factLines(facts: Detail['facts'], view: View): string[] {
  const names = [...new Set(facts.toSorted((a, b) => a.time - b.time).map(({ fact }) => fact))];
  const of = (name: string, side: 'client' | 'server'): string => {
    const found = facts.find(({ fact, endpoint }) => fact === name && endpoint === side);
    if (found === undefined) return '';
    const where = found.packet === null ? '' : ` #${found.packet}`;
    return `${sinceStart(found.time - view.start)} ${found.certainty}${where}`;
  };
  return names.map((name) => plain(name, of(name, 'client'), of(name, 'server')));
}

function found(id: string, theme: Theme): string {
  const { severity, title } = ruleOf(id)!;
  return `${theme.paint(SEVERITY_TONES[severity], id.padEnd(NAME))}${NAME > id.length ? '' : ' '}${title}`;
}

function noted(name: string): string {
  const meaning = NOTES.find(([each]) => each === name)?.[1] ?? '';
  return `${name.padEnd(NAME)}${NAME > name.length ? '' : ' '}${meaning}`;
}

function plain(name: string, client: string, server: string): string {
  return pair(name, [client, client], server);
}

function pair(name: string, [text, painted]: Cell, server: string): string {
  const space = ' '.repeat(Math.max(2, END - text.length));
  return `${name.padEnd(NAME)}${painted}${space}${server}`.trimEnd();
}
