/** The screen as lines of text: what the model asks for, of what the picture holds, in the room that there is. */
import type { Naming } from '../../conntrack/states.ts';
import type { View } from '../columns.ts';
import type { Theme } from '../tone.ts';
import { detailLines } from './detail.ts';
import { diagnosisLines } from './diagnosis-lines.ts';
import { fitLine } from './fit.ts';
import { footer } from './footer.ts';
import { countLine, headline } from './header.ts';
import { helpLines } from './help.ts';
import type { Model } from './model.ts';
import { pairBar } from './pair-bar.ts';
import type { Picture } from './picture.ts';
import { rowLines, widthsFor } from './rows.ts';
import { tabLine } from './tab-line.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Style {
  readonly theme: Theme;
  readonly naming: Naming;
}

/** Lines of each part of the screen, from its top: what stands below an empty one moves up. */
interface Parts {
  readonly header: number;
  readonly bar: number;
  readonly tabs: number;
  /** The table with its heading, or a text. */
  readonly body: number;
}

/** Where there are few lines, the table gets them; a text has them to itself. */
function partsOf({ rows }: Size, view: Model['view']): Parts {
  const header = rows < 8 ? 1 : 2;
  const bar = rows < 16 || view !== 'list' ? 0 : rows < 24 ? 2 : rows < 40 ? 3 : 4;
  const tabs = rows < 12 || view !== 'list' ? 0 : 1;
  return { header, bar, tabs, body: Math.max(1, rows - header - bar - tabs - 1) };
}

/** Rows of the table, or lines of a text, that are in view. */
export function pageOf(size: Size, view: Model['view']): number {
  const { body } = partsOf(size, view);
  return Math.max(1, view === 'list' ? body - 1 : body);
}

/** Always `size.rows` lines, none wider than `size.columns`, and the model with what drawing has shown: widths, an end of scrolling. */
export function draw(model: Model, picture: Picture, size: Size, style: Style): { lines: string[]; model: Model } {
  const { theme } = style;
  const { columns } = size;
  const parts = partsOf(size, model.view);
  const view = viewOf(picture, style);
  const body = drawBody(model, picture, view, { ...size, rows: parts.body }, theme);
  const lines = [
    ...[headline(model, picture, theme), countLine(picture, theme)].slice(0, parts.header),
    ...pairBar(picture.pairs, { columns, lines: parts.bar }, style.naming, theme),
    ...(parts.tabs > 0 ? [tabLine(model.tab, picture.tabs, columns, theme)] : []),
    ...body.lines,
  ];
  while (lines.length < size.rows - 1) lines.push('');
  lines.push(footer(model, picture, columns, theme));
  const fitted = lines.slice(-size.rows).map((line) => fitLine(line, columns, theme.glyphs.ellipsis));
  return { lines: fitted, model: body.model };
}

/** What is shown, without the limits of a terminal: for a file. */
export function wholeText(model: Model, picture: Picture, style: Style): string[] {
  const { theme } = style;
  const view = viewOf(picture, style);
  const head = [headline(model, picture, theme), countLine(picture, theme), ''];
  if (model.view === 'help') return helpLines(theme);
  if (model.view !== 'list') return [...head, ...textOf(model, picture, view, Infinity, theme)];
  const { rows, sides } = picture;
  const widths = widthsFor(rows, sides, view, new Map());
  return [...head, ...rowLines(rows, null, { view, theme, columns: Infinity, widths, sides })];
}

/** The lines of a view that is a text. */
function textOf({ view: which }: Model, picture: Picture, view: View, columns: number, theme: Theme): string[] {
  const { detail, findings } = picture;
  if (which === 'help') return helpLines(theme);
  if (which === 'diagnosis') return findings === null ? [] : diagnosisLines(findings, columns, theme);
  return detail === null ? [] : detailLines(detail, view, { theme, capture: picture.capture, columns });
}

function viewOf({ capture }: Picture, { theme, naming }: Style): View {
  return { start: capture.start ?? 0, end: capture.end ?? 0, naming, glyphs: theme.glyphs };
}

function drawBody(
  model: Model,
  picture: Picture,
  view: View,
  size: Size,
  theme: Theme,
): { lines: string[]; model: Model } {
  if (model.view === 'list') {
    const { rows, sides } = picture;
    const widths = widthsFor(rows, sides, view, model.widths);
    return {
      lines: rowLines(rows, model.selected, { view, theme, columns: size.columns, widths, sides }),
      model: { ...model, widths },
    };
  }
  const text = textOf(model, picture, view, size.columns, theme);
  const scroll = Math.max(0, Math.min(model.scroll, text.length - size.rows));
  return { lines: text.slice(scroll, scroll + size.rows), model: { ...model, scroll } };
}
