/** Timelines as Mermaid sequence diagrams, which GitHub and others draw. */
import type { AccountLine, Side } from '../../conntrack/account/lines.ts';
import { spellState } from '../../conntrack/states.ts';
import { formatSocket } from '../socket.ts';
import { headText, noteTexts } from './line-words.ts';
import { inTurn, type Ladder, type Telling, voiceOf } from './telling.ts';

export function write(telling: Telling): Iterable<string> {
  return inTurn(telling, diagram);
}

function* diagram(ladder: Ladder, telling: Telling): Generator<string> {
  const { accounts, lines } = ladder;
  yield 'sequenceDiagram\n';
  const merged = accounts.length > 1;
  const nameOf = (id: number, side: Side): string => `${side === 'client' ? 'C' : 'S'}${merged ? id : ''}`;
  for (const { flow } of accounts) {
    for (const side of ['client', 'server'] as const) {
      yield `  participant ${nameOf(flow.id, side)} as ${plain(`${side} ${formatSocket(flow[side])}`)}\n`;
    }
  }
  const { tick, wording } = voiceOf(ladder, telling);
  for (const { account, line } of lines) {
    const name = (side: Side): string => nameOf(account.flow.id, side);
    yield arrowOf(line, name, tick(line.time).trim());
    for (const side of ['client', 'server'] as const) {
      const { moved, state } = line[side];
      if (!moved || state === null) continue;
      yield `  Note ${side === 'client' ? 'left' : 'right'} of ${name(side)}: ${spellState(state, telling.naming)}\n`;
    }
    const notes = noteTexts(line, wording);
    if (notes.length > 0) {
      yield `  Note over ${name('client')},${name('server')}: ${notes.map(plain).join('<br/>')}\n`;
    }
  }
}

function arrowOf(line: AccountLine, name: (side: Side) => string, time: string): string {
  if (line.kind !== 'segment')
    return `  Note over ${name('client')},${name('server')}: ${time} ${plain(headText(line))}\n`;
  const to: Side = line.from === 'client' ? 'server' : 'client';
  const steps = line.steps.length === 0 ? '' : `${line.steps.join('+')}. `;
  return `  ${name(line.from)}->>${name(to)}: ${steps}${time} ${plain(headText(line))}\n`;
}

/** Text without what Mermaid reads as its own: written as its entities. */
function plain(text: string): string {
  return text.replaceAll(/[#;<>&"%]/g, (character) => `#${character.codePointAt(0)};`);
}
