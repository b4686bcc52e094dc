/** A ladder as SVG elements: lifelines, arrows, states beside them, remarks below, and a plot of the window at the right. */
import type { Account, AccountLine, EndAfter, SegmentLine, Side } from '../../conntrack/account/lines.ts';
import { type State, spellState } from '../../conntrack/states.ts';
import { mark, UNTOLD } from '../marks.ts';
import { stateTone } from '../tone.ts';
import { wrapFacts, wrapText } from '../wrap.ts';
import { endingsOf, summaryOf, titleOf } from './heading.ts';
import { headText, noteTexts } from './line-words.ts';
import { markup } from './markup.ts';
import type { Wording } from './remark-words.ts';
import { type Ladder, marksIn, type Telling, type Told, voiceOf } from './telling.ts';
import { type WindowParts, windowOf } from './window-bar.ts';

/** Pixels. */
export const WIDTH = 1230;
/** The lifelines. */
const LEFT = 370;
const RIGHT = 910;
const MARGIN = 20;
/** Where the columns before the lifelines end. */
const ENDS = { time: 170, frame: 226, step: 262 };
const TEXT = 15;
const ROW = 30;
const BAR = { x: 1035, width: 90, height: 9 };
/** Of one character. */
const CHARACTER = 7.3;
/** Characters that fit beside each other. */
const WHOLE = 150;
const BETWEEN = 70;

/** What was drawn, and how much of the height it took. */
export interface Drawing {
  readonly elements: string;
  readonly height: number;
}

/** `titled`: whether the name of each connection stands above it. */
export function drawn(ladder: Ladder, telling: Telling, titled = true): Drawing {
  const pen = new Pen();
  for (const account of ladder.accounts) heading(account, telling, titled, pen);
  const { tick, wording } = voiceOf(ladder, telling);
  pen.down(10);
  const top = pen.y;
  columns(ladder, telling, pen);
  for (const told of ladder.lines) row(told, ladder, tick(told.line.time), telling, wording, pen);
  pen.behind(lifeline(LEFT, top + 10, pen.y + 6) + lifeline(RIGHT, top + 10, pen.y + 6));
  pen.down(12);
  for (const account of ladder.accounts) {
    for (const ending of endingsOf(account, telling.naming, telling.capture.end ?? account.flow.lastSeen)) {
      pen.lines(wrapText(ending, WHOLE), MARGIN, 'note');
    }
  }
  pen.lines(marksIn(ladder).legend(telling.theme.glyphs), MARGIN, 'quiet');
  return pen.drawing();
}

/** Writes from top to bottom. */
class Pen {
  y = MARGIN;
  #back = '';
  #front = '';

  draw(element: string): void {
    this.#front += element;
  }

  behind(element: string): void {
    this.#back += element;
  }

  down(by: number): void {
    this.y += by;
  }

  text(text: string, x: number, kind: string, anchor: 'start' | 'middle' | 'end' = 'start'): void {
    if (text === '') return;
    const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
    this.draw(`<text x="${x}" y="${this.y}" class="${kind}"${place}>${markup(text)}</text>\n`);
  }

  lines(lines: readonly string[], x: number, kind: string): void {
    for (const line of lines) {
      this.down(TEXT);
      this.text(line, x, kind);
    }
  }

  drawing(): Drawing {
    return { elements: this.#back + this.#front, height: this.y + MARGIN };
  }
}

function heading(account: Account, { capture }: Telling, titled: boolean, pen: Pen): void {
  if (titled) pen.lines([titleOf(account, '→')], MARGIN, 'title');
  pen.lines(wrapFacts(summaryOf(account, capture.epoch), '·', WHOLE), MARGIN, 'quiet');
}

function columns({ accounts }: Ladder, { naming }: Telling, pen: Pen): void {
  pen.down(TEXT);
  for (const [name, end] of Object.entries(ENDS)) pen.text(name, end, 'quiet', 'end');
  pen.text('client', LEFT - 8, 'strong', 'end');
  pen.text('server', RIGHT + 8, 'strong');
  let { x } = BAR;
  for (const part of ['flight', 'free', 'unread'] as const) {
    pen.draw(
      `<rect x="${x}" y="${pen.y - BAR.height}" width="${BAR.height}" height="${BAR.height}" class="bar-${part}"/>`,
    );
    pen.text(part, x + BAR.height + 4, 'quiet');
    x += BAR.height + Math.round(part.length * CHARACTER) + 16;
  }
  for (const { began, flow } of accounts) {
    if (began.client === null && began.server === null) continue;
    pen.down(TEXT + 3);
    if (accounts.length > 1) pen.text(`#${flow.id}`, MARGIN, 'quiet');
    state(began.client, null, LEFT - 8, 'end', naming, pen);
    state(began.server, null, RIGHT + 8, 'start', naming, pen);
  }
}

function row(told: Told, ladder: Ladder, time: string, telling: Telling, wording: Wording, pen: Pen): void {
  const { line, account } = told;
  pen.down(ROW);
  if (ladder.accounts.length > 1) pen.text(`#${account.flow.id}`, MARGIN, 'quiet');
  pen.text(time.trim(), ENDS.time, 'quiet', 'end');
  if (line.packet !== null) pen.text(String(line.packet), ENDS.frame, 'quiet', 'end');
  if (line.kind === 'segment') {
    pen.text(line.steps.join('+'), ENDS.step, 'strong', 'end');
    arrow(line, pen);
  } else {
    pen.text(headText(line), (LEFT + RIGHT) / 2, 'quiet', 'middle');
  }
  ends(line, telling, pen);
  const parts = windowOf(line);
  if (parts !== null) bar(parts, pen);
  for (const note of noteTexts(line, wording)) pen.lines(wrapText(note, BETWEEN), LEFT + 14, 'note');
}

function ends(line: AccountLine, telling: Telling, pen: Pen): void {
  const text = (end: EndAfter, x: number, anchor: 'start' | 'end'): void => {
    if (end.moved) state(end.state, mark(end.certainty, telling.theme.glyphs), x, anchor, telling.naming, pen);
  };
  text(line.client, LEFT - 8, 'end');
  text(line.server, RIGHT + 8, 'start');
}

function state(
  known: State | null,
  sure: string | null,
  x: number,
  anchor: 'start' | 'end',
  naming: Telling['naming'],
  pen: Pen,
): void {
  const text = known === null ? UNTOLD : spellState(known, naming) + (sure ?? '');
  pen.text(text, x, `state ${stateTone(known)}`, anchor);
}

function arrow(line: SegmentLine, pen: Pen): void {
  const [from, to]: [number, number] = line.from === 'client' ? [LEFT, RIGHT] : [RIGHT, LEFT];
  const kind = /R/.test(line.flags) ? 'reset' : '';
  const y = pen.y + 4;
  const back = Math.sign(from - to) * 9;
  pen.draw(`<path d="M${from} ${y}H${to + back / 2}" class="arrow ${kind}"/>`);
  pen.draw(`<path d="M${to} ${y}l${back} -4.5v9z" class="${kind === '' ? 'head' : 'resethead'}"/>\n`);
  const tone = kind === '' ? (/[SF]/.test(line.flags) ? 'strong' : '') : 'error';
  pen.text(headText(line), (LEFT + RIGHT) / 2, tone, 'middle');
  pen.down(4);
}

function lifeline(x: number, from: number, to: number): string {
  return `<path d="M${x} ${from}V${to}" class="life"/>\n`;
}

function bar({ side, flight, free, unread, largest }: WindowParts, pen: Pen): void {
  let { x } = BAR;
  const y = pen.y - BAR.height - 2;
  const parts: readonly (readonly [name: string, octets: number])[] = [
    ['unread', unread],
    ['flight', flight],
    ['free', free],
  ];
  for (const [name, octets] of parts) {
    const width = Math.round((octets / largest) * BAR.width * 10) / 10;
    if (width > 0) pen.draw(`<rect x="${x}" y="${y}" width="${width}" height="${BAR.height}" class="bar-${name}"/>`);
    x += width;
  }
  const whose: Record<Side, string> = { client: 'C', server: 'S' };
  pen.draw(`<text x="${BAR.x + BAR.width + 6}" y="${pen.y - 3}" class="quiet">${whose[side]} ${free} free</text>\n`);
}
