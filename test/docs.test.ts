/** The pages of docs/: states.md and explain.*.md are what the tables give, links lead somewhere, and every name that a page uses is one of the sources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsPage, statesPage } from '../scripts/generate-docs.mjs';
import { CERTAINTIES } from '../src/conntrack/certainty.ts';
import { FACT_TABLE } from '../src/conntrack/facts.ts';
import { RULES } from '../src/conntrack/findings/list.ts';
import { FLOW_WORDS } from '../src/conntrack/flow-record.ts';
import { NOTES } from '../src/conntrack/notes.ts';
import { NAMINGS, STATES, spellState } from '../src/conntrack/states.ts';
import { PROFILES } from '../src/conntrack/timeouts.ts';
import { TRANSITIONS } from '../src/conntrack/transitions.ts';
import { ASKED_KINDS, HOST_RULES } from '../src/host/findings/list.ts';
import { explainPage } from '../src/render/explain/page.ts';
import { LANGUAGES } from '../src/render/explain/topic.ts';

const root = dirname(import.meta.dirname);
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const page = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');

/** Every source, by its path from the top, with slashes. */
const sources = new Map(
  ['src', 'bin', 'test', 'scripts', 'bench', 'accuracy'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')] as const),
  ),
);
const allSources = [...sources.values()].join('\n');

/** What a page sets in code, outside of blocks. */
function codeWords(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
}

/** The anchor that a heading gets. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe('docs/states.md', () => {
  it('is what `npm run docs` makes of the tables', () => {
    const tables = { CERTAINTIES, FACT_TABLE, NAMINGS, NOTES, PROFILES, STATES, TRANSITIONS, spellState };
    expect(page('states.md')).toBe(statesPage(tables));
  });
});

describe('docs/findings.md', () => {
  it('is what `npm run docs` makes of the rules', () => {
    expect(page('findings.md')).toBe(findingsPage(RULES, HOST_RULES, ASKED_KINDS));
  });
});

describe.each(LANGUAGES)('docs/explain.%s.md', (language) => {
  it('is what `npm run docs` makes of the explanations', () => {
    expect(page(`explain.${language}.md`)).toBe(explainPage(language));
  });
});

describe('docs/architecture.md', () => {
  it('gives the octets of a flow', () => {
    expect(page('architecture.md')).toContain(`| records | ${FLOW_WORDS * Int32Array.BYTES_PER_ELEMENT} |`);
  });
});

describe.each(pages)('docs/%s', (name) => {
  it('links to what is there', () => {
    for (const [, link = ''] of page(name).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [target = '', anchor] = link.split('#');
      const path = join(root, 'docs', target || name);
      expect(existsSync(path), link).toBe(true);
      if (anchor === undefined) continue;
      const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
      expect(headings.map(anchorOf), link).toContain(anchor);
    }
  });

  it('names files that are there', () => {
    const named = codeWords(page(name)).filter((word) => /^[\w./-]+\.(ts|mjs)$/.test(word));
    const missing = named.filter((file) => ![...sources.keys()].some((path) => `/${path}`.endsWith(`/${file}`)));
    expect(missing).toEqual([]);
  });

  it('names constants and functions that the sources have', () => {
    const named = codeWords(page(name)).filter((word) =>
      /^(\w+\.)?([A-Z][A-Z0-9]*_[A-Z0-9_]+|[a-z]+[A-Z]\w*)$/.test(word),
    );
    const missing = named.filter((word) => !new RegExp(`\\b${word.replace(/^\w+\./, '')}\\b`).test(allSources));
    expect(missing).toEqual([]);
  });
});
