/** What is wrong, heaviest first, as lines. */
import type { Finding } from '../../conntrack/findings/finding.ts';
import { findingLines, sameFindings } from '../finding-lines.ts';
import type { Theme } from '../tone.ts';

export function diagnosisLines(findings: readonly Finding[], columns: number, theme: Theme): string[] {
  if (findings.length === 0) return ['Nothing wrong found so far.'];
  const groups = sameFindings(findings).map((same) => findingLines(same, { theme, columns, whole: false }));
  return groups.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}
