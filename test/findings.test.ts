/** Every finding, of packets and of sockets: explained, on its page, known to the program, and with conversations that fire it and that must not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../src/conntrack/findings/finding.ts';
import { RULES } from '../src/conntrack/findings/list.ts';
import { ASKED_KINDS, HOST_RULES } from '../src/host/findings/list.ts';
import { LANGUAGES } from '../src/render/explain/topic.ts';
import { topicOf } from '../src/render/explain/topics.ts';

const text = (...path: string[]): string => readFileSync(join(import.meta.dirname, ...path), 'utf8');

const page = text('..', 'docs', 'findings.md');
const help = text('golden', 'help-diagnose.txt');
const schema = JSON.parse(text('..', 'docs', 'output.schema.json'));

/** Where the cases of a kind are: both lists' own tests see to it that each has one that fires it and one that must not. */
const OF_PACKETS = text('conntrack', 'findings', 'rules.test.ts');
const OF_SOCKETS = text('host', 'rules.test.ts');
const OF_ASKED = text('cli', 'diagnose-bind.test.ts');

const found = [
  ...RULES.map((kind) => ({ kind, cases: OF_PACKETS })),
  ...HOST_RULES.map(({ kind }) => ({ kind, cases: OF_SOCKETS })),
];
const all = [...found, ...ASKED_KINDS.map((kind) => ({ kind, cases: OF_ASKED }))];

describe.each(all.map(({ kind, cases }) => [kind.id, kind, cases] as const))('%s', (id, kind, cases) => {
  it('has a name that goes on the command line, and says what, who and what to do', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(SEVERITIES).toContain(kind.severity);
    for (const said of [kind.title, kind.explanation, kind.who, kind.action]) expect(said.length).toBeGreaterThan(10);
    expect(kind.explanation).toMatch(/\.$/);
    expect(kind.action).toMatch(/\.$/);
  });

  it('has a section of docs/findings.md', () => {
    expect(page).toContain(`\n## ${id}\n`);
  });

  it('is explained in every language', () => {
    const topic = topicOf(id);
    for (const language of LANGUAGES) expect(topic?.text[language].means.length).toBeGreaterThan(0);
  });

  it('is allowed by the schema', () => {
    const { type, enum: ids } = schema.$defs.finding.properties.id;
    expect(ids?.includes(id) ?? type === 'string').toBe(true);
  });

  it('has a test that fires it, and one that must not', () => {
    expect(cases).toMatch(new RegExp(`'${id}'`));
  });
});

it.each(found.map(({ kind }) => kind.id))('%s is named by diagnose --help', (id) => {
  expect(help).toMatch(new RegExp(`(^|[\\s,])${id}(,|$)`, 'm'));
});

it('the page has no section of anything else', () => {
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, id = '']) => id);
  expect(sections.toSorted()).toEqual([...new Set(all.map(({ kind }) => kind.id))].toSorted());
});
