/** `tcpstate diagnose` on captures, as a user runs it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { tcpstate } from '../support/program.ts';

const root = join(import.meta.dirname, '..', '..');
const LEAKY = join('test', 'fixtures', 'leaky-server.pcap');
const diagnose = (...words: string[]) => tcpstate(['diagnose', LEAKY, ...words]);

describe('diagnose', () => {
  it('prints what the golden file shows', async () => {
    const { stdout, stderr, status } = diagnose();
    await expect(stdout).toMatchFileSnapshot(join(root, 'test', 'golden', 'diagnose.txt'));
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('tells all that is known of one finding', async () => {
    const { stdout } = diagnose('--finding', 'close-wait');
    await expect(stdout).toMatchFileSnapshot(join(root, 'test', 'golden', 'diagnose-close-wait.txt'));
  });

  it('prints so many, and says how many more there are', () => {
    const { stdout } = diagnose('--top', '1');
    expect(stdout).toContain('close-wait:');
    expect(stdout).not.toContain('synack-repeated');
    expect(stdout).toMatch(/\n\d+ findings more: --top \d+\n$/);
  });

  it('leaves out what began too early, and says where nothing is left', () => {
    expect(diagnose('--since', '1ms').stdout).toMatch(/\nnothing wrong found\n$/);
    expect(diagnose('--since', '1ms', '--finding', 'close-wait').stdout).toMatch(/\nno close-wait found\n$/);
  });

  it('is a document of the schema', () => {
    const schema = JSON.parse(readFileSync(join(root, 'docs', 'output.schema.json'), 'utf8'));
    const isDocument = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
    const document = JSON.parse(diagnose('--json').stdout);
    expect(isDocument(document) ? [] : isDocument.errors).toEqual([]);
    const { findings } = JSON.parse(tcpstate(['analyze', LEAKY, '--json']).stdout);
    expect(document.findings).toEqual(findings);
  });

  it.each([
    ['close-wait', 1],
    ['close-wait:>4s', 1],
    ['close-wait:>30s', 0],
    ['close-wait:>8', 1],
    ['close-wait:>9', 0],
    ['half-open,rst-in-transfer', 1],
    ['warning', 1],
    ['error', 0],
  ])('--fail-on %s: status %i', (value, status) => {
    expect(diagnose('--fail-on', value).status).toBe(status);
  });

  it.each([
    [['--fail-on', 'close-wat'], 'did you mean close-wait?'],
    [['--fail-on', 'close-wait:>long'], null],
    [['--finding', 'close-wat'], 'did you mean --finding close-wait?'],
    [['--top', '0'], null],
  ])('complains of %j', (words, hint) => {
    const { status, stdout, stderr } = diagnose(...words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tcpstate: --/);
    if (hint !== null) expect(stderr).toContain(`hint: ${hint}`);
  });
});

describe('findings of analyze', () => {
  it('are with the flows, too', () => {
    const { flows, findings } = JSON.parse(tcpstate(['analyze', LEAKY, '--json']).stdout);
    const marked = flows.filter((flow: { findings: string[] }) => flow.findings.includes('close-wait'));
    const named = findings
      .filter(({ id }: { id: string }) => id === 'close-wait')
      .flatMap((finding: { flows: number[] }) => finding.flows);
    expect(marked.map(({ id }: { id: number }) => id).toSorted()).toEqual(named.toSorted());
    expect(marked.length).toBe(12);
  });

  it('are records before the summary in NDJSON', () => {
    const lines = tcpstate(['analyze', LEAKY, '--ndjson']).stdout.trim().split('\n');
    const types = lines.map((line) => JSON.parse(line).type);
    expect(types.filter((type) => type === 'finding').length).toBeGreaterThan(5);
    expect(types.lastIndexOf('finding')).toBe(types.length - 2);
  });
});
