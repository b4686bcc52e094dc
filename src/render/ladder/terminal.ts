/** The ladder for a terminal: client left, server right, segments as arrows between them, remarks below. */
import type { Account, AccountLine, EndAfter, Side } from '../../conntrack/account/lines.ts';
import { type State, spellState } from '../../conntrack/states.ts';
import { mark, UNTOLD } from '../marks.ts';
import { shorten } from '../shorten.ts';
import { stateTone, type Theme } from '../tone.ts';
import { wrapFacts, wrapText } from '../wrap.ts';
import { clock } from './clock.ts';
import { endingsOf, summaryOf, titleOf } from './heading.ts';
import { headText, noteTexts } from './line-words.ts';
import { segmentForms } from './notation.ts';
import type { Wording } from './remark-words.ts';
import { inTurn, type Ladder, marksIn, type Telling, type Told, voiceOf } from './telling.ts';
import { cellsOf, windowOf } from './window-bar.ts';

/** Columns of a pipe, and the fewest that a ladder takes. */
const PIPE_COLUMNS = 120;
const LEAST_COLUMNS = 60;
/** With fewer there are no textbook numbers, and times are told in milliseconds. */
const WHOLE_COLUMNS = 72;
const WIDE_COLUMNS = 110;
const NARROW_COLUMNS = 88;
const BAR = 8;
const NUMBER = 7;
/** An arrow that is longer leads the eye astray. */
const LONGEST_ARROW = 84;

/** How wide the columns are. */
interface Widths {
  readonly label: number;
  readonly time: number;
  readonly packet: number;
  readonly step: number;
  readonly state: number;
  readonly arrow: number;
  readonly window: 'none' | 'bar' | 'numbers';
}

export function write(telling: Telling): Iterable<string> {
  return inTurn(telling, drawn);
}

function* drawn(ladder: Ladder, telling: Telling): Generator<string> {
  const { theme, capture } = telling;
  for (const account of ladder.accounts) {
    for (const part of wrapText(titleOf(account, theme.glyphs.arrow), roomOf(telling))) {
      yield `${theme.paint('strong', part)}\n`;
    }
    const facts = summaryOf(account, capture.epoch);
    for (const part of wrapFacts(facts, theme.glyphs.dot, roomOf(telling))) yield `${part}\n`;
  }
  yield* rungs(ladder, telling);
}

/** The ladder without its heading. */
export function* rungs(ladder: Ladder, telling: Telling): Generator<string> {
  const { theme, capture, naming } = telling;
  const widths = widthsOf(ladder, telling);
  const { tick, wording } = voiceOf(ladder, telling, digitsOf(telling));
  yield `${theme.paint('title', header(widths))}\n`;
  for (const account of ladder.accounts) yield* beginning(account, widths, telling);
  for (const told of ladder.lines) yield* row(told, tick(told.line.time), widths, telling, wording);
  for (const account of ladder.accounts) {
    const name = ladder.accounts.length > 1 ? `#${account.flow.id} ` : '';
    for (const ending of endingsOf(account, naming, capture.end ?? account.flow.lastSeen)) {
      for (const part of wrapText(`${name}${ending}`, roomOf(telling))) yield `${theme.paint('note', part)}\n`;
    }
  }
  for (const entry of marksIn(ladder).legend(theme.glyphs)) yield `${theme.paint('quiet', entry)}\n`;
}

/** Where both ends were before the first segment, where that is known. */
function* beginning({ flow, began }: Account, widths: Widths, telling: Telling): Generator<string> {
  if (began.client === null && began.server === null) return;
  const { label, state, arrow } = widths;
  const name = label === 0 ? '' : `#${flow.id}`.padEnd(label);
  const cell = (known: State | null): string => {
    const text = known === null ? UNTOLD : spellState(known, telling.naming);
    return telling.theme.paint(stateTone(known), text) + ' '.repeat(state - text.length);
  };
  const between = ' '.repeat(arrow + 2);
  yield `${`${name}${' '.repeat(indentOf(widths) - label)}${cell(began.client)}${between}${cell(began.server)}`.trimEnd()}\n`;
}

function roomOf({ columns }: Telling): number {
  return Math.max(LEAST_COLUMNS, columns === Infinity ? PIPE_COLUMNS : columns);
}

function widthsOf({ accounts, lines }: Ladder, telling: Telling): Widths {
  const room = roomOf(telling);
  const label = accounts.length > 1 ? Math.max(5, ...accounts.map(({ flow }) => `#${flow.id} `.length)) : 0;
  const time = clock(telling.times, telling.capture.epoch, 0, digitsOf(telling))(0).length;
  const step = room >= WHOLE_COLUMNS ? 5 : 0;
  const packet = longest(lines, 5, ({ line }) => packetOf(line).length);
  const state = longest(lines, 6, ({ line: { client, server } }) =>
    Math.max(stateText(client, telling).length, stateText(server, telling).length),
  );
  const window = room >= WIDE_COLUMNS ? 'numbers' : room >= NARROW_COLUMNS ? 'bar' : 'none';
  const windowWidth = { none: 0, bar: BAR + 4, numbers: BAR + 4 + 2 * (NUMBER + 1) }[window];
  const free = room - label - time - packet - step - 2 * state - windowWidth - 4;
  return { label, time, packet, step, state, window, arrow: Math.min(free, LONGEST_ARROW) };
}

/** Of a second, in times. */
function digitsOf(telling: Telling): 3 | 6 {
  return roomOf(telling) >= WHOLE_COLUMNS ? 6 : 3;
}

/** Where the client's column begins. */
function indentOf({ label, time, packet, step }: Widths): number {
  return label + time + packet + step + 2;
}

/** There may be more lines than a call takes arguments. */
function longest(lines: readonly Told[], least: number, lengthOf: (told: Told) => number): number {
  return lines.reduce((most, told) => Math.max(most, lengthOf(told)), least);
}

function header({ label, time, packet, step, state, arrow, window }: Widths): string {
  const windows = {
    none: '',
    bar: '  WINDOW',
    numbers: `  WINDOW     ${'FREE'.padStart(NUMBER)} ${'FLIGHT'.padStart(NUMBER)}`,
  };
  const left = `${'FLOW'.slice(0, label).padEnd(label)}${'TIME'.padStart(time)} ${'FRAME'.padStart(packet)}`;
  const steps = step === 0 ? '' : ' STEP';
  return `${left}${steps} ${'CLIENT'.padEnd(state)} ${' '.repeat(arrow)} ${'SERVER'.padEnd(state)}${windows[window]}`.trimEnd();
}

function* row(told: Told, time: string, widths: Widths, telling: Telling, wording: Wording): Generator<string> {
  const { line, account } = told;
  const { theme } = telling;
  const { label, packet, state, arrow } = widths;
  const steps = line.kind === 'segment' && widths.step > 0 ? line.steps.join('+') : '';
  const name = label === 0 ? '' : `#${account.flow.id}`.padEnd(label);
  const middle =
    line.kind === 'segment' ? arrowOf(line, arrow, theme) : theme.paint('quiet', dotted(line, arrow, theme));
  const left = `${name}${time} ${theme.paint('quiet', packetOf(line).padStart(packet))}${steps.padStart(widths.step)}`;
  const cells = `${stateCell(line, 'client', state, telling)} ${middle} ${stateCell(line, 'server', state, telling)}`;
  yield `${`${left} ${cells}${bar(line, widths, theme)}`.trimEnd()}\n`;
  const indent = ' '.repeat(indentOf(widths));
  const { lifeline, bullet } = theme.glyphs;
  for (const note of noteTexts(line, wording)) {
    for (const [i, part] of wrapText(note, arrow - 2).entries()) {
      const text = `${i === 0 ? bullet : ' '} ${part}`.padEnd(arrow);
      yield `${indent}${lifeline.padEnd(state)} ${theme.paint('note', text)} ${lifeline}\n`;
    }
  }
}

function packetOf(line: AccountLine): string {
  if (line.kind === 'fold') return `${line.packet}-${line.lastPacket}`;
  return line.packet === null ? '' : String(line.packet);
}

function stateText({ state, certainty }: EndAfter, { naming, theme }: Telling): string {
  return state === null ? UNTOLD : spellState(state, naming) + mark(certainty, theme.glyphs);
}

/** The state where the line changed it, else the lifeline. */
function stateCell(line: AccountLine, side: Side, width: number, telling: Telling): string {
  const end = line[side];
  const { theme } = telling;
  if (!end.moved) return theme.glyphs.lifeline.padEnd(width);
  const text = stateText(end, telling);
  return theme.paint(stateTone(end.state), text) + ' '.repeat(width - text.length);
}

function arrowOf(line: AccountLine & { kind: 'segment' }, width: number, theme: Theme): string {
  const { empty, left, right, ellipsis } = theme.glyphs;
  const room = width - 5;
  const text = fitting(segmentForms(line), room, ellipsis);
  const rest = empty.repeat(room - text.length);
  const tone = /R/.test(line.flags) ? 'error' : /[SF]/.test(line.flags) ? 'strong' : 'plain';
  const painted = theme.paint(tone, text);
  return line.from === 'client'
    ? `${empty}${empty} ${painted} ${rest}${right}`
    : `${left}${rest} ${painted} ${empty}${empty}`;
}

/** The first of the forms, longest first, that has room, or as much of the last as there is room for. */
function fitting(forms: readonly string[], room: number, ellipsis: string): string {
  return forms.find((form) => form.length <= room) ?? shorten(forms.at(-1)!, room, ellipsis);
}

function dotted(line: AccountLine, width: number, theme: Theme): string {
  const whole = headText(line);
  // What an event was is told below it, too.
  const text = fitting([whole, whole.split(':', 1)[0]!], width - 2, theme.glyphs.ellipsis);
  return `${text.padStart(Math.floor((width + text.length) / 2))}`.padEnd(width);
}

function bar(line: AccountLine, { window }: Widths, theme: Theme): string {
  const parts = windowOf(line);
  if (window === 'none' || parts === null) return '';
  const { flight, free, unread } = cellsOf(parts, BAR);
  const { glyphs } = theme;
  const drawn = `${glyphs.unread.repeat(unread)}${glyphs.flight.repeat(flight)}${glyphs.free.repeat(free)}`;
  const numbers = ` ${String(parts.free).padStart(NUMBER)} ${String(parts.flight).padStart(NUMBER)}`;
  return `  ${parts.side === 'client' ? 'C' : 'S'} ${drawn}${window === 'numbers' ? numbers : ''}`;
}
