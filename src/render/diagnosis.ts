/** What `tcpstate diagnose` prints: findings, heaviest first, under a head that says what was looked at. */
import type { Finding } from '../conntrack/findings/finding.ts';
import { counted } from './count.ts';
import { findingLines, sameFindings } from './finding-lines.ts';
import type { Sink } from './sink.ts';
import type { Theme } from './tone.ts';

/** What the user asked for. */
export interface Wanted {
  /** Null for all. */
  readonly ids: readonly string[] | null;
  /** Only with trouble that began within so many seconds before the end; Infinity for all. */
  readonly since: number;
  /** How many findings are printed; those that say the same of several places count as one. */
  readonly top: number;
}

/** Those of the findings that were asked for; `now` is the end, in nanoseconds as their times. */
export function wantedFindings(findings: readonly Finding[], { ids, since }: Wanted, now: number): Finding[] {
  return findings.filter(
    ({ id, latest }) => (ids === null || ids.includes(id)) && (latest === null || now - latest <= since * 1e9),
  );
}

export interface DiagnosisStyle {
  readonly theme: Theme;
  readonly columns: number;
}

/** Writes the head, and of the findings the first `top`. */
export function writeDiagnosis(
  sink: Sink,
  head: readonly string[],
  findings: readonly Finding[],
  { ids, top }: Wanted,
  { theme, columns }: DiagnosisStyle,
): void {
  for (const line of head) sink.text(`${line}\n`);
  const groups = sameFindings(findings);
  const shown = groups.slice(0, top);
  for (const same of shown) {
    sink.text(`\n${findingLines(same, { theme, columns, whole: ids !== null }).join('\n')}\n`);
  }
  const rest = groups.length - shown.length;
  if (findings.length === 0) sink.text(`\n${ids === null ? 'nothing wrong found' : `no ${ids.join(', ')} found`}\n`);
  else if (rest > 0)
    sink.text(`\n${theme.paint('quiet', `${counted(rest, 'finding')} more: --top ${groups.length}`)}\n`);
  else if (ids === null) sink.text(`\n${theme.paint('quiet', 'more about one: --finding ID')}\n`);
  sink.flush();
}
