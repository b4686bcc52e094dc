/** Every fixture's machine-readable output against docs/output.schema.json and against itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { folderWith, tcpstate } from '../support/program.ts';
import { village } from '../support/village.ts';

const root = join(import.meta.dirname, '..', '..');
const schema = JSON.parse(readFileSync(join(root, 'docs', 'output.schema.json'), 'utf8'));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
ajv.addSchema(schema, 'output');
const validator = (name: string): ValidateFunction => ajv.compile({ $ref: `output#/$defs/${name}` });
const isDocument = validator('document');
const isRecord = validator('record');

const folder = folderWith({ 'village.pcap': village() });
afterAll(() => folder.remove());
const fixtures = readdirSync(join(root, 'test', 'fixtures')).filter((name) => /\.pcap/.test(name));
const captures = [join(folder.path, 'village.pcap'), ...fixtures.map((name) => join('test', 'fixtures', name))];

interface Flow {
  readonly id: number;
  readonly client: { readonly state: string | null };
  readonly server: { readonly state: string | null };
}

function check(is: ValidateFunction, value: unknown): void {
  expect(is(value) ? [] : is.errors).toEqual([]);
}

/** How many endpoints are in which state. */
function tally(flows: readonly Flow[]): Record<string, number> {
  const states: Record<string, number> = {};
  for (const { client, server } of flows) {
    for (const { state } of [client, server]) if (state !== null) states[state] = (states[state] ?? 0) + 1;
  }
  return states;
}

describe.each(captures)('%s', (path) => {
  const text = tcpstate(['analyze', path, '--json', '--transitions']).stdout;
  const document = JSON.parse(text);
  const records = tcpstate(['analyze', path, '--ndjson', '--transitions'])
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const ofType = (type: string): Record<string, unknown>[] =>
    records.filter((record) => record.type === type).map(({ type: _, ...rest }) => rest);

  it('is a document of the schema', () => {
    check(isDocument, document);
    expect(Object.keys(document).toSorted()).toEqual([
      'capture',
      'findings',
      'flows',
      'schema',
      'summary',
      'transitions',
    ]);
  });

  it('is records of the schema, the capture first, the summary last', () => {
    for (const record of records) check(isRecord, record);
    expect([records[0].type, records.at(-1).type]).toEqual(['capture', 'summary']);
    expect([ofType('capture').length, ofType('summary').length]).toEqual([1, 1]);
  });

  it('says the same in both', () => {
    expect(ofType('flow')).toEqual(document.flows);
    expect(ofType('summary')).toEqual([document.summary]);
    expect(ofType('capture')).toEqual([{ ...document.capture, schema: 1, end: null }]);
  });

  it('counts what it shows', () => {
    const { flows, summary, capture } = document;
    expect(summary.flows).toBe(flows.length);
    expect(summary.states).toEqual(tally(flows));
    const { notTcp, truncated, malformed, fragment, unknownLink } = summary.skipped;
    expect(summary.tcpSegments + notTcp + truncated + malformed + fragment + unknownLink).toBe(summary.packets);
    const sent = flows.reduce(
      (sum: number, { client, server }: { client: { packets: number }; server: { packets: number } }) =>
        sum + client.packets + server.packets,
      0,
    );
    expect(sent).toBe(summary.tcpSegments - summary.duplicates);
    expect(new Set(flows.map(({ id }: Flow) => id)).size).toBe(flows.length);
    expect(capture.end).toBeGreaterThanOrEqual(capture.start);
  });

  it('has transitions that lead, oldest first, to the states of the flows', () => {
    const { flows, transitions } = document;
    const times = transitions.map(({ time }: { time: number }) => time);
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
    const states = new Map<string, string | null>();
    for (const { flow, endpoint, from, to } of transitions) {
      const key = `${flow} ${endpoint}`;
      if (states.has(key)) expect(from, key).toBe(states.get(key));
      states.set(key, to);
    }
    for (const { id, client, server } of flows) {
      expect(states.get(`${id} client`) ?? null).toBe(client.state);
      expect(states.get(`${id} server`) ?? null).toBe(server.state);
    }
  });

  it('announces transitions that lead to the same states', () => {
    const states = new Map<string, unknown>();
    for (const { flow, endpoint, to } of ofType('transition')) states.set(`${flow} ${endpoint}`, to);
    for (const { id, client, server } of document.flows) {
      expect(states.get(`${id} client`) ?? null).toBe(client.state);
      expect(states.get(`${id} server`) ?? null).toBe(server.state);
    }
  });

  it('writes numbers of six decimals at most', () => {
    const long: number[] = [];
    JSON.parse(text, (_, value) => {
      if (typeof value === 'number' && !/^\d+(\.\d{1,6})?$/.test(String(value))) long.push(value);
    });
    expect(long).toEqual([]);
  });
});

describe('the schema', () => {
  const flow = () => JSON.parse(tcpstate(['analyze', captures[0]!, '--json', '--flow', '1']).stdout);

  it.each([
    [
      'a state that there is not',
      (document: ReturnType<typeof flow>) => Object.assign(document.flows[0].client, { state: 'CLOSE' }),
    ],
    ['a missing field', (document: ReturnType<typeof flow>) => delete document.flows[0].server.keepAlives],
    ['a port as text', (document: ReturnType<typeof flow>) => Object.assign(document.flows[0].server, { port: '443' })],
    ['another version', (document: ReturnType<typeof flow>) => Object.assign(document, { schema: 2 })],
  ])('refuses %s', (_, spoil) => {
    const document = flow();
    check(isDocument, document);
    spoil(document);
    expect(isDocument(document)).toBe(false);
  });
});

describe('diagnose', () => {
  const scenario = join('test', 'fixtures', 'scenarios', 'same-pair-within-2msl.pcap');

  it.each([
    ['a capture', [join('test', 'fixtures', 'leaky-server.pcap')]],
    ['a port at the end of a capture', ['--bind', '23', scenario]],
  ])('writes a document of the schema, of %s', (_, words) => {
    const document = JSON.parse(tcpstate(['diagnose', '--json', ...words]).stdout);
    check(isDocument, document);
    expect(document.findings.length).toBeGreaterThan(0);
  });
});

describe('watch', () => {
  it('writes records of the schema, transitions with both ends', () => {
    const lines = tcpstate(['watch', '-', '--ndjson'], { input: village() }).stdout.trimEnd().split('\n');
    for (const line of lines) check(isRecord, JSON.parse(line));
    const transitions = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'transition');
    expect(transitions.length).toBeGreaterThan(0);
    for (const { client, server } of transitions)
      expect([typeof client.port, typeof server.port]).toEqual(['number', 'number']);
  });
});
