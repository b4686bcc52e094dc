/** `--fail-on`: which findings make the exit status 1. */
import { type Finding, SEVERITIES, type Severity } from '../../src/conntrack/findings/finding.ts';
import { nearest } from './nearest.ts';
import { duration } from './numbers.ts';
import { entries, wrongValue } from './wrong.ts';

/** A finding fails that is of this kind, older and more frequent. */
export interface Failure {
  /** An id, or a severity: those at least as severe. */
  readonly name: string;
  /** Seconds that the oldest must have lasted. */
  readonly age: number;
  /** Connections that there must be more of. */
  readonly count: number;
}

/** A parser of `close-wait:>30s,rst-in-transfer:>10,error`; `ids` are those that there are. */
export function failures(option: string, ids: readonly string[]): (value: string, before?: Failure[]) => Failure[] {
  const names: readonly string[] = [...ids, ...SEVERITIES];
  return (value, before = []) => {
    const found = entries(value).map((entry) => {
      const [, name = '', limit] = /^([a-z0-9-]+)(?::>(.+))?$/i.exec(entry) ?? [];
      if (!names.includes(name)) {
        const meant = nearest(name, names);
        throw wrongValue(
          option,
          'ids of findings or severities, as close-wait:>30s,rst-in-transfer,error',
          entry,
          meant === null ? 'docs/findings.md lists the ids' : `did you mean ${meant}?`,
        );
      }
      if (limit === undefined) return { name, age: 0, count: 0 };
      if (/^\d+$/.test(limit)) return { name, age: 0, count: Number(limit) };
      return { name, age: duration(option)(limit), count: 0 };
    });
    return [...before, ...found];
  };
}

/** Whether one of the findings is one that fails. */
export function fails(findings: readonly Finding[], wanted: readonly Failure[]): boolean {
  return findings.some((finding) =>
    wanted.some(
      ({ name, age, count }) =>
        isMeant(finding, name) && (age === 0 || (finding.age ?? 0) > age) && (count === 0 || finding.count > count),
    ),
  );
}

function isMeant({ id, severity }: Finding, name: string): boolean {
  return id === name || (isSeverity(name) && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(name));
}

function isSeverity(name: string): name is Severity {
  return (SEVERITIES as readonly string[]).includes(name);
}
