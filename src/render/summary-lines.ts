/** The lines above the table: what was captured, how the connections stand, and what is missing. */
import { SHORT_EXCHANGES } from '../conntrack/outcome.ts';
import { type Naming, type State, spellState } from '../conntrack/states.ts';
import { counted, formatCount, formatShare } from './count.ts';
import { formatDuration } from './duration.ts';
import { UNTOLD } from './marks.ts';
import { type CaptureFacts, estimatedLoss, type Totals } from './report.ts';
import { printable } from './text.ts';
import { formatDate } from './time.ts';
import { stateTone, type Theme } from './tone.ts';

export interface SummaryOptions {
  readonly naming: Naming;
  readonly theme: Theme;
  /** Columns in which a line must fit, as far as it can be broken. */
  readonly columns: number;
}

/** A piece of a line: how it reads, and how it looks. */
interface Piece {
  readonly text: string;
  readonly painted: string;
}

/** Lines without their ends. */
export function summaryLines(capture: CaptureFacts, totals: Totals, options: SummaryOptions): string[] {
  const { theme } = options;
  const plain = (text: string): Piece => ({ text, painted: text });
  const dot = ` ${theme.glyphs.dot} `;
  const name = printable(capture.name === '-' ? 'standard input' : capture.name);
  const head = { text: name, painted: theme.paint('strong', name) };
  const lines = wrap([head, ...span(capture).map(plain), ...volume(totals).map(plain)], dot, '  ', options.columns);
  if (totals.flows > 0) lines.push(...connections(totals, options));
  if (totals.shortFlows + totals.longFlows > 0)
    lines.push(...wrap(uses(totals).map(plain), ', ', '  ', options.columns));
  const closers = closedFirst(totals);
  if (closers.length > 0) lines.push(...wrap(closers.map(plain), ', ', '  ', options.columns));
  const warnings = shortcomings(totals).map((text) => ({ text, painted: theme.paint('warning', text) }));
  lines.push(...wrap(warnings, dot, '  ', options.columns));
  return lines;
}

function span({ epoch, start, end }: CaptureFacts): string[] {
  if (start === null || end === null) return [];
  return [`${formatDuration((end - start) / 1e9)} from ${formatDate(epoch + start / 1e9)}`];
}

function volume(totals: Totals): string[] {
  const { notTcp, fragment } = totals.skipped;
  const facts = [counted(totals.packets, 'packet'), counted(totals.segments, 'TCP segment')];
  if (notTcp > 0) facts.push(`${formatCount(notTcp)} not TCP`);
  if (fragment > 0) facts.push(counted(fragment, 'fragment'));
  facts.push(totals.missedSegments === 0 ? 'no loss' : `${formatShare(estimatedLoss(totals))} lost in the capture`);
  return facts;
}

/** `40 connections (client/server): 25 TIME_WAIT/CLOSED, 12 FIN_WAIT_2/CLOSE_WAIT, …` */
function connections({ flows, pairs }: Totals, { naming, theme, columns }: SummaryOptions): string[] {
  const spell = (state: State | null): string => (state === null ? UNTOLD : spellState(state, naming));
  const pieces = pairs.map(({ client, server, flows: count }, i): Piece => {
    const comma = i < pairs.length - 1 ? ',' : '';
    return {
      text: `${formatCount(count)} ${spell(client)}/${spell(server)}${comma}`,
      painted: `${formatCount(count)} ${theme.paint(stateTone(client), spell(client))}/${theme.paint(stateTone(server), spell(server))}${comma}`,
    };
  });
  const head = counted(flows, 'connection');
  const ends = ' (client/server):';
  return wrap([{ text: head + ends, painted: theme.paint('strong', head) + ends }, ...pieces], ' ', '  ', columns);
}

/** `48 short (over after 3 exchanges or fewer), 12 long (more exchanges)` */
function uses({ shortFlows, longFlows }: Totals): string[] {
  return [
    `${formatCount(shortFlows)} short (over after ${SHORT_EXCHANGES} exchanges or fewer)`,
    `${formatCount(longFlows)} long (more exchanges)`,
  ];
}

/** `closed first: 30 by the client, 12 by the server`; nothing where nobody has closed. */
function closedFirst({ closedFirst: { client, server, both } }: Totals): string[] {
  const parts = [
    { count: client, by: 'by the client' },
    { count: server, by: 'by the server' },
    { count: both, by: 'by both at once' },
  ];
  return parts
    .filter(({ count }) => count > 0)
    .map(({ count, by }, i) => `${i === 0 ? 'closed first: ' : ''}${formatCount(count)} ${by}`);
}

/** What the reader must know before trusting the rest; nothing where all is well. */
function shortcomings({ skipped, drops, duplicates, evicted, badChecksums }: Totals): string[] {
  const facts: string[] = [];
  if (drops.kernel > 0) facts.push(`${counted(drops.kernel, 'packet')} dropped by the kernel`);
  if (drops.interface > 0) facts.push(`${counted(drops.interface, 'packet')} dropped by the interface`);
  if (skipped.truncated > 0) facts.push(`${counted(skipped.truncated, 'frame')} cut too short`);
  if (skipped.malformed > 0) facts.push(`${counted(skipped.malformed, 'frame')} malformed`);
  if (skipped.unknownLink > 0) facts.push(`${counted(skipped.unknownLink, 'frame')} of unknown link type`);
  if (duplicates > 0) facts.push(`${counted(duplicates, 'packet')} captured twice`);
  if (badChecksums > 0) facts.push(counted(badChecksums, 'bad checksum'));
  if (evicted > 0) facts.push(`${counted(evicted, 'connection')} let go early (--max-flows)`);
  return facts;
}

/** Pieces joined to lines that fit; those after the first are indented. */
function wrap(pieces: readonly Piece[], separator: string, indent: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  let length = 0;
  for (const { text, painted } of pieces) {
    if (line !== '' && length + separator.length + text.length <= columns) {
      line += separator + painted;
      length += separator.length + text.length;
      continue;
    }
    if (line !== '') lines.push(line);
    const start = lines.length === 0 ? '' : indent;
    line = start + painted;
    length = start.length + text.length;
  }
  if (line !== '') lines.push(line);
  return lines;
}
