/** Timelines as Markdown tables. */
import type { EndAfter } from '../../conntrack/account/lines.ts';
import { spellState } from '../../conntrack/states.ts';
import { mark, UNTOLD } from '../marks.ts';
import { endingsOf, summaryOf, titleOf } from './heading.ts';
import { headText, noteTexts } from './line-words.ts';
import { inTurn, type Ladder, marksIn, type Telling, voiceOf } from './telling.ts';
import { windowOf } from './window-bar.ts';

const COLUMNS = ['time', 'frame', 'step', 'client', '', 'segment', 'server', 'window', 'what it means'];

export function write(telling: Telling): Iterable<string> {
  return inTurn(telling, sectionOf);
}

function* sectionOf(ladder: Ladder, telling: Telling): Generator<string> {
  const { accounts, lines } = ladder;
  const { capture, naming, theme } = telling;
  for (const account of accounts) {
    yield `## ${escaped(titleOf(account, theme.glyphs.arrow))}\n\n${escaped(summaryOf(account, capture.epoch).join(` ${theme.glyphs.dot} `))}\n\n`;
  }
  const merged = accounts.length > 1;
  const columns = merged ? ['flow', ...COLUMNS] : COLUMNS;
  yield `${row(columns)}${row(columns.map(() => '---'))}`;
  const { tick, wording } = voiceOf(ladder, telling);
  for (const { account, line } of lines) {
    const segment = line.kind === 'segment';
    const parts = windowOf(line);
    yield row([
      ...(merged ? [`#${account.flow.id}`] : []),
      tick(line.time).trim(),
      line.packet === null ? '' : String(line.packet),
      segment ? line.steps.join('+') : '',
      stateOf(line.client, telling),
      segment ? (line.from === 'client' ? '→' : '←') : '',
      segment ? `\`${headText(line)}\`` : `*${escaped(headText(line))}*`,
      stateOf(line.server, telling),
      parts === null ? '' : `${parts.side}: ${parts.free} free, ${parts.flight} in flight`,
      noteTexts(line, wording).map(escaped).join('<br>'),
    ]);
  }
  const now = capture.end;
  const endings = accounts.flatMap((account) => endingsOf(account, naming, now ?? account.flow.lastSeen));
  const below = [...endings, ...marksIn(ladder).legend(theme.glyphs)];
  if (below.length > 0) yield `\n${below.map((text) => `- ${escaped(text)}\n`).join('')}`;
}

function stateOf({ state, certainty, moved }: EndAfter, { naming, theme }: Telling): string {
  if (!moved) return '';
  return state === null ? UNTOLD : escaped(spellState(state, naming) + mark(certainty, theme.glyphs));
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

/** Text that Markdown leaves as it is. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*[\]<>~#]/g, (character) => `\\${character}`);
}
