/** The columns of the table, as data: what each shows, how it is set, and which go first where there is no room. */
import type { EndpointRow, FlowRow, TimerSnapshot } from '../conntrack/snapshot.ts';
import { type Naming, STATES, spellState } from '../conntrack/states.ts';
import { formatBytes } from './bytes.ts';
import { formatDuration } from './duration.ts';
import type { Glyphs } from './glyphs.ts';
import { mark, UNTOLD } from './marks.ts';
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
  | 'client'
  | 'client-state'
  | 'server'
  | 'server-state'
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
  /** The least width that still says something, for columns that may be shortened. */
  readonly least?: number;
  /** Columns that its longest text takes, for tables too long to be measured. */
  widest(view: View, ipVersion: 4 | 6): number;
  text(row: FlowRow, view: View): string;
  tone?(row: FlowRow): Tone;
}

/** In the order in which they stand. */
export const COLUMNS: readonly Column[] = [
  {
    key: 'id',
    title: 'FLOW',
    align: 'right',
    rank: 8,
    widest: () => 8,
    text: (row) => String(row.id),
    tone: () => 'quiet',
  },
  address('client', 'CLIENT'),
  state('client-state', (row) => row.client),
  address('server', 'SERVER'),
  state('server-state', (row) => row.server),
  {
    key: 'closed-by',
    title: 'CLOSED BY',
    align: 'left',
    rank: 3,
    widest: () => 'client fin'.length,
    text: closedBy,
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
  octets('sent', 'SENT', (row) => row.client),
  octets('received', 'RECEIVED', (row) => row.server),
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

function address(side: 'client' | 'server', title: string): Column {
  return {
    key: side,
    title,
    align: 'left',
    rank: 0,
    least: 9,
    // 255.255.255.255:65535, and eight groups of four in brackets.
    widest: (_, ipVersion) => (ipVersion === 4 ? 21 : 47),
    text: (row) => socket(row[side]),
  };
}

function state(key: 'client-state' | 'server-state', end: (row: FlowRow) => EndpointRow): Column {
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

function octets(key: 'sent' | 'received', title: string, end: (row: FlowRow) => EndpointRow): Column {
  return {
    key,
    title,
    align: 'right',
    rank: 6,
    widest: () => 8,
    text: (row) => formatBytes(end(row).bytes),
  };
}

/** `10.0.0.5:443`, `[2001:db8::5]:443`. */
function socket(end: EndpointRow): string {
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`;
}

/** Who closed first, and how the connection ended: `client fin`, `server rst`, `timeout`; `client` while it is closing. */
function closedBy({ closedFirst, closedBy: how }: FlowRow): string {
  if (closedFirst === null) return how ?? '';
  return how === null ? closedFirst : `${closedFirst} ${how}`;
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
