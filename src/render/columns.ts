/** The columns of the table, as data: what each shows, how it is set, and which go first where there is no room. */
import type { EndpointRow, FlowRow, TimerSnapshot } from '../conntrack/snapshot.ts';
import { type Naming, STATES, spellState } from '../conntrack/states.ts';
import { formatBytes } from './bytes.ts';
import { formatDuration } from './duration.ts';
import type { Glyphs } from './glyphs.ts';
import { mark, UNTOLD } from './marks.ts';
import { CLIENT_AND_SERVER, type Sides } from './sides.ts';
import { formatSocket } from './socket.ts';
import { stateTone, type Tone } from './tone.ts';

/** What the cells of one table depend on besides their row. */
export interface View {
  /** The times of the capture's first and latest packet, in nanoseconds since its epoch. */
  readonly start: number;
  readonly end: number;
  readonly naming: Naming;
  readonly glyphs: Glyphs;
}

export type ColumnKey =
  | 'id'
  | 'first'
  | 'first-state'
  | 'second'
  | 'second-state'
  | 'closed-by'
  | 'age'
  | 'timer'
  | 'start'
  | 'duration'
  | 'sent'
  | 'received'
  | 'notes';

export interface Column {
  readonly key: ColumnKey;
  readonly title: string;
  readonly align: 'left' | 'right';
  /** 0 is always shown; of the others those with the lowest number get the room. */
  readonly rank: number;
  /** What goes where a text is too long; the end of it where nothing is said. */
  readonly cut?: 'middle';
  /** The least width that still says something, for columns that may be shortened. */
  readonly least?: number;
  /** Columns that its longest text takes, for tables too long to be measured. */
  widest(view: View, ipVersion: 4 | 6): number;
  text(row: FlowRow, view: View): string;
  tone?(row: FlowRow): Tone;
}

/** In the order in which they stand, for tables with those ends. */
export function columnsOf(sides: Sides): readonly Column[] {
  return [
    {
      key: 'id',
      title: 'FLOW',
      align: 'right',
      rank: 8,
      widest: () => 8,
      text: (row) => String(row.id),
      tone: () => 'quiet',
    },
    address('first', sides.names[0], sides.first),
    state('first-state', sides.first),
    address('second', sides.names[1], sides.second),
    state('second-state', sides.second),
    {
      key: 'closed-by',
      title: 'CLOSED BY',
      align: 'left',
      rank: 3,
      widest: () => 'client fin'.length,
      text: (row) => closedBy(row, sides),
    },
    {
      key: 'age',
      title: 'AGE',
      align: 'right',
      rank: 1,
      widest: () => 6,
      text: (row, { end }) => age(row, end),
    },
    {
      key: 'timer',
      title: 'TIMER',
      align: 'left',
      rank: 2,
      widest: () => 'syn+ack 2m03s'.length,
      text: (row) => timers(row.client.timer, row.server.timer),
    },
    {
      key: 'start',
      title: 'START',
      align: 'right',
      rank: 7,
      widest: () => 7,
      text: (row, { start }) => `+${formatDuration((row.firstSeen - start) / 1e9)}`,
      tone: () => 'quiet',
    },
    {
      key: 'duration',
      title: 'DURATION',
      align: 'right',
      rank: 5,
      widest: () => 8,
      text: (row) => formatDuration((row.lastSeen - row.firstSeen) / 1e9),
    },
    octets('sent', 'SENT', sides.first),
    octets('received', 'RECEIVED', sides.second),
    {
      key: 'notes',
      title: 'NOTES',
      align: 'left',
      rank: 4,
      least: 12,
      widest: () => 40,
      text: notes,
      tone: () => 'note',
    },
  ];
}

/** Those of the table of `analyze`. */
export const COLUMNS: readonly Column[] = columnsOf(CLIENT_AND_SERVER);

type End = (row: FlowRow) => EndpointRow;

function address(key: 'first' | 'second', name: string, end: End): Column {
  return {
    key,
    title: name.toUpperCase(),
    align: 'left',
    rank: 0,
    least: 9,
    // Its network and its port tell most.
    cut: 'middle',
    // 255.255.255.255:65535, and eight groups of four in brackets.
    widest: (_, ipVersion) => (ipVersion === 4 ? 21 : 47),
    text: (row) => formatSocket(end(row)),
  };
}

function state(key: 'first-state' | 'second-state', end: End): Column {
  return {
    key,
    title: 'STATE',
    align: 'left',
    rank: 0,
    widest: ({ naming }) => 1 + Math.max(...STATES.map((each) => spellState(each, naming).length)),
    text(row, { naming, glyphs }) {
      const { state: its, certainty } = end(row);
      return its === null ? UNTOLD : spellState(its, naming) + mark(certainty, glyphs);
    },
    tone: (row) => stateTone(end(row).state),
  };
}

function octets(key: 'sent' | 'received', title: string, end: End): Column {
  return {
    key,
    title,
    align: 'right',
    rank: 6,
    widest: () => 8,
    text: (row) => formatBytes(end(row).bytes),
  };
}

/** Who closed first, and how the connection ended: `client fin`, `server rst`, `timeout`; `client` while it is closing. */
function closedBy(row: FlowRow, sides: Sides): string {
  const { closedFirst, closedBy: how } = row;
  if (closedFirst === null) return how ?? '';
  const who = closedFirst === 'both' ? closedFirst : sides.nameOf(row, closedFirst);
  return how === null ? who : `${who} ${how}`;
}

/** How long the endpoint that changed last has been in its state when the capture ends. */
function age({ client, server }: FlowRow, end: number): string {
  if (client.since === null && server.since === null) return '';
  return formatDuration((end - Math.max(client.since ?? 0, server.since ?? 0)) / 1e9);
}

/** The timers in few letters: which one it is follows from the state beside it, too. */
const TIMER_NAMES: Readonly<Record<TimerSnapshot['name'], string>> = {
  '2msl': '2msl',
  'fin-timeout': 'fin',
  'syn-retries': 'syn',
  'synack-retries': 'syn+ack',
};

/** The timer that runs out first. */
function timers(client: TimerSnapshot | null, server: TimerSnapshot | null): string {
  const first = client === null || (server !== null && server.remaining < client.remaining) ? server : client;
  return first === null ? '' : `${TIMER_NAMES[first.name]} ${formatDuration(first.remaining)}`;
}

/** Where it travelled, which connection on its pair it is, and what is remarkable about it. */
function notes({ vlan, tunnel, incarnation, notes: names }: FlowRow): string {
  if (vlan.length === 0 && tunnel === null && incarnation === 1) return names.join(', ');
  const facts: string[] = [];
  if (vlan.length > 0) facts.push(`vlan ${vlan.join('.')}`);
  if (tunnel !== null) facts.push(tunnel);
  if (incarnation > 1) facts.push(`incarnation ${incarnation}`);
  return [...facts, ...names].join(', ');
}
