/** The columns of the table, as data: what each shows, how it is set, and which go first where there is no room. */
import type { Certainty } from '../conntrack/certainty.ts';
import type { EndpointRow, FlowRow, TimerSnapshot } from '../conntrack/snapshot.ts';
import { type Naming, STATES, type State, spellState } from '../conntrack/states.ts';
import { AMOUNTS, amountOf } from './bytes.ts';
import {
  DURATIONS,
  durationOf,
  formatSignedDuration,
  SIGNED_DURATIONS,
  signedDurationOf,
  writeDuration,
} from './duration.ts';
import type { Glyphs } from './glyphs.ts';
import { mark, UNTOLD } from './marks.ts';
import { type OctetWriter, written } from './octet-writer.ts';
import { type Phrase, phrase } from './phrase.ts';
import type { ShortTexts } from './short-texts.ts';
import { CLIENT_AND_SERVER, type Sides } from './sides.ts';
import { writeSocket } from './socket.ts';
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

interface Definition {
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
  /** Whether its text follows from the look of a row (conntrack/looks.ts), which many rows share. */
  readonly ofLook?: true;
  /** Where its text is one of short ones: which. */
  readonly short?: {
    readonly texts: ShortTexts;
    /** The place of the text; -1 where `write` has more to say, or there is nothing. */
    readonly placeOf: (row: FlowRow, view: View) => number;
  };
  /** Writes the cell of a row; nothing where there is nothing to say. */
  write(out: OctetWriter, row: FlowRow, view: View): void;
  tone?(row: FlowRow): Tone;
}

export interface Column extends Definition {
  /** The cell of a row as a string. */
  text(row: FlowRow, view: View): string;
}

function column(definition: Definition): Column {
  return { ...definition, text: (row, view) => written((out) => definition.write(out, row, view)) };
}

/** In the order in which they stand, for tables with those ends. */
export function columnsOf(sides: Sides): readonly Column[] {
  return [
    column({
      key: 'id',
      title: 'FLOW',
      align: 'right',
      rank: 8,
      widest: () => 8,
      write: (out, row) => out.integer(row.id),
      tone: () => 'quiet',
    }),
    address('first', sides.names[0], sides.first),
    state('first-state', sides.first),
    address('second', sides.names[1], sides.second),
    state('second-state', sides.second),
    column({
      key: 'closed-by',
      title: 'CLOSED BY',
      align: 'left',
      rank: 3,
      ofLook: true,
      widest: () => 'client fin'.length,
      write: (out, row) => closedBy(out, row, sides),
    }),
    column({
      key: 'age',
      title: 'AGE',
      align: 'right',
      rank: 1,
      widest: () => 6,
      ...duration(ageOf),
    }),
    column({
      key: 'timer',
      title: 'TIMER',
      align: 'left',
      rank: 2,
      widest: () => 'syn+ack 2m03s'.length,
      write: (out, row) => timers(out, row.client.timer, row.server.timer),
    }),
    column({
      key: 'start',
      title: 'START',
      align: 'right',
      rank: 7,
      widest: () => 7,
      // What was there before the capture has a minus.
      short: { texts: SIGNED_DURATIONS, placeOf: (row, view) => signedDurationOf(secondsIn(row, view)) },
      write: (out, row, view) => out.text(formatSignedDuration(secondsIn(row, view))),
      tone: () => 'quiet',
    }),
    column({
      key: 'duration',
      title: 'DURATION',
      align: 'right',
      rank: 5,
      widest: () => 8,
      ...duration((row) => row.lastSeen - row.firstSeen),
    }),
    octets('sent', 'SENT', sides.first),
    octets('received', 'RECEIVED', sides.second),
    column({
      key: 'notes',
      title: 'NOTES',
      align: 'left',
      rank: 4,
      least: 12,
      ofLook: true,
      widest: () => 40,
      write: notes,
      tone: () => 'note',
    }),
  ];
}

/** Those of the table of `analyze`. */
export const COLUMNS: readonly Column[] = columnsOf(CLIENT_AND_SERVER);

type End = (row: FlowRow) => EndpointRow;

function address(key: 'first' | 'second', name: string, end: End): Column {
  return column({
    key,
    title: name.toUpperCase(),
    align: 'left',
    rank: 0,
    least: 9,
    // Its network and its port tell most.
    cut: 'middle',
    // 255.255.255.255:65535, and eight groups of four in brackets.
    widest: (_, ipVersion) => (ipVersion === 4 ? 21 : 47),
    write: (out, row) => writeSocket(out, end(row)),
  });
}

function state(key: 'first-state' | 'second-state', end: End): Column {
  return column({
    key,
    title: 'STATE',
    align: 'left',
    rank: 0,
    ofLook: true,
    widest: ({ naming }) => 1 + Math.max(...STATES.map((each) => spellState(each, naming).length)),
    write(out, row, view) {
      const { state: its, certainty } = end(row);
      out.text(stateText(its, certainty, view));
    },
    tone: (row) => stateTone(end(row).state),
  });
}

function octets(key: 'sent' | 'received', title: string, end: End): Column {
  return column({
    key,
    title,
    align: 'right',
    rank: 6,
    widest: () => 8,
    ...short(AMOUNTS, (row) => amountOf(end(row).bytes)),
  });
}

function stateText(its: State | null, certainty: Certainty | null, { naming, glyphs }: View): string {
  return its === null ? UNTOLD : spellState(its, naming) + mark(certainty, glyphs);
}

/** Who closed first, and how the connection ended: `client fin`, `server rst`, `timeout`; `client` while it is closing. */
function closedBy(out: OctetWriter, row: FlowRow, sides: Sides): void {
  const { closedFirst, closedBy: how } = row;
  const who = closedFirst === null || closedFirst === 'both' ? closedFirst : sides.nameOf(row, closedFirst);
  out.text([who, how].filter(Boolean).join(' '));
}

type Written = Pick<Definition, 'short' | 'write'>;

function short(texts: ShortTexts, placeOf: (row: FlowRow, view: View) => number): Written {
  return { short: { texts, placeOf }, write: (out, row, view) => texts.write(out, placeOf(row, view)) };
}

/** So many nanoseconds; nothing where they are NaN. */
function duration(of: (row: FlowRow, view: View) => number): Written {
  return {
    short: { texts: DURATIONS, placeOf: (row, view) => durationOf(of(row, view) / 1e9) },
    write(out, row, view) {
      const nanoseconds = of(row, view);
      if (!Number.isNaN(nanoseconds)) writeDuration(out, nanoseconds / 1e9);
    },
  };
}

/** Seconds from the start of the capture to that of the flow. */
function secondsIn({ firstSeen }: FlowRow, { start }: View): number {
  return (firstSeen - start) / 1e9;
}

/** How long the endpoint that changed last has been in its state when the capture ends, in nanoseconds. */
function ageOf({ client, server }: FlowRow, { end }: View): number {
  if (client.since === null && server.since === null) return Number.NaN;
  return end - Math.max(client.since ?? server.since!, server.since ?? client.since!);
}

/** The timers in few letters: which one it is follows from the state beside it, too. */
const TIMER_NAMES: Readonly<Record<TimerSnapshot['name'], Phrase>> = {
  '2msl': phrase('2msl '),
  'fin-timeout': phrase('fin '),
  'syn-retries': phrase('syn '),
  'synack-retries': phrase('syn+ack '),
};

/** The timer that runs out first. */
function timers(out: OctetWriter, client: TimerSnapshot | null, server: TimerSnapshot | null): void {
  // Two calls, so that the snapshots need not be made in memory.
  if (server !== null && (client === null || server.remaining < client.remaining)) {
    timer(out, server.name, server.remaining);
  } else if (client !== null) {
    timer(out, client.name, client.remaining);
  }
}

function timer(out: OctetWriter, name: TimerSnapshot['name'], remaining: number): void {
  out.phrase(TIMER_NAMES[name]);
  writeDuration(out, remaining);
}

/** Where it travelled, which connection on its pair it is, and what is remarkable about it. */
function notes(out: OctetWriter, { vlan, tunnel, incarnation, notes: names }: FlowRow): void {
  const start = out.length;
  if (vlan.length > 0) note(out, start, `vlan ${vlan.join('.')}`);
  if (tunnel !== null) note(out, start, tunnel);
  if (incarnation > 1) note(out, start, `incarnation ${incarnation}`);
  for (let i = 0; i < names.length; i++) note(out, start, names[i]!);
}

function note(out: OctetWriter, start: number, text: string): void {
  if (out.length > start) out.text(', ');
  out.text(text);
}
