/** Findings for people: those that say the same of several places as one, and all that is known where one was asked for. */
import type { Evidence, Finding, Place, Severity } from '../conntrack/findings/finding.ts';
import { counted, formatCount } from './count.ts';
import { formatDuration } from './duration.ts';
import { paragraph } from './paragraph.ts';
import { formatSocket } from './socket.ts';
import { printable } from './text.ts';
import type { Theme, Tone } from './tone.ts';

export interface FindingStyle {
  readonly theme: Theme;
  /** Columns of the terminal; Infinity for a pipe. */
  readonly columns: number;
  /** Explanation and all evidence, too. */
  readonly whole: boolean;
}

/** A line that is longer than this is hard to read. */
const WIDEST = 110;
const INDENT = '         ';
/** Places that are named of one finding, and flows of one place, where there is no room for all. */
const FEW_PLACES = 4;
const FEW_FLOWS = 3;

/** How a finding is painted. */
export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = { info: 'quiet', warning: 'warning', error: 'error' };

/** Findings that say the same of several places, together; in their order. */
export function sameFindings(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { severity, id, title, action } = finding;
    const key = [severity, id, title, action].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** Lines without their ends, of findings that say the same. */
export function findingLines(same: readonly Finding[], { theme, columns, whole }: FindingStyle): string[] {
  const width = Math.min(columns, WIDEST) - INDENT.length;
  const { severity, id, title, who, action, explanation } = same[0]!;
  const fill = (text: string): string[] => paragraph(text, width, '  ').map((line) => INDENT + line);
  const shown = whole ? same : same.slice(0, FEW_PLACES);
  const lines = [
    `${theme.paint(SEVERITY_TONES[severity], severity.padEnd(INDENT.length - 1))} ${theme.paint('strong', id)}: ${title}`,
  ];
  if (whole) lines.push(...fill(explanation), ...fill(`Who must act: ${who}.`));
  for (const finding of shown) {
    lines.push(...fill(whole ? placed(finding) : placed(finding) + someFlows(finding)));
    const details = whole ? finding.evidence.map(noted) : [];
    for (const line of details.flatMap(fill)) lines.push(theme.paint('quiet', line));
  }
  const rest = same.slice(shown.length);
  if (rest.length > 0) {
    const connections = rest.reduce((sum, { count }) => sum + count, 0);
    lines.push(...fill(`${counted(connections, 'connection')} in ${counted(rest.length, 'place')} more`));
  }
  return [...lines, ...fill(`${theme.glyphs.arrow} ${action}`)];
}

/** All in a line but where: `warning half-open: one end is gone, the other does not know; 3 connections, oldest 3.5s`. */
export function findingLine(finding: Finding, { paint }: Theme): string {
  const { severity, id, title } = finding;
  return `${paint(SEVERITY_TONES[severity], severity)} ${paint('strong', id)}: ${title}; ${extent(finding)}`;
}

/** `server 192.0.2.80:8080, node (pid 4242)`; at a client, to which server. */
export function placeText({ side, address, port, peer, process }: Place): string {
  const where =
    side === 'server'
      ? `server ${formatSocket({ address, port })}`
      : `client ${address} to ${peer === null ? `port ${port}` : formatSocket({ address: peer, port })}`;
  return process === null ? where : `${where}, ${printable(process.name)} (pid ${process.pid})`;
}

/** `server 192.0.2.80:8080: 12 connections, oldest 3.5s`. */
function placed(finding: Finding): string {
  const { place, count } = finding;
  if (count === 0) return extent(finding);
  return `${place === null ? 'elsewhere' : placeText(place)}: ${extent(finding)}`;
}

/** `12 connections, oldest 3.5s, 8 more within 10s, all from 10.0.0.5`. */
function extent({ count, age, trend, place }: Finding): string {
  if (count === 0) return 'what follows is less sure';
  const facts = [counted(count, 'connection')];
  if (age !== null) facts.push(`oldest ${formatDuration(age)}`);
  if (trend !== null) facts.push(`${change(trend.growth)} within ${formatDuration(trend.seconds)}`);
  if (place?.side === 'server' && place.peer !== null && count > 1) facts.push(`all from ${place.peer}`);
  return facts.join(', ');
}

function change(growth: number): string {
  if (growth === 0) return 'no more';
  return growth > 0 ? `${formatCount(growth)} more` : `${formatCount(-growth)} fewer`;
}

/** ` (flow 3 packet 29, flow 6 packet 60 …)`; nothing where there are no flows. */
function someFlows({ flows, count, evidence }: Finding): string {
  if (flows.length === 0) return '';
  const named = evidence
    .slice(0, FEW_FLOWS)
    .map(({ flow, packet }) => `flow ${flow}${packet === null ? '' : ` packet ${packet}`}`);
  return ` (${named.join(', ')}${count > named.length ? ' …' : ''})`;
}

function noted({ flow, packet, note }: Evidence): string {
  const where = [flow === null ? null : `flow ${flow}`, packet === null ? null : `packet ${packet}`];
  const named = where.filter((part) => part !== null).join(' ');
  return named === '' ? printable(note) : `${named}: ${printable(note)}`;
}
