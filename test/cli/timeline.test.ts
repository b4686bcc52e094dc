/** `tcpstate timeline` and `tcpstate explain` as a user runs them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { pcapFile } from '../support/capture-files.ts';
import { ethernet, ipv4, tcp } from '../support/frames.ts';
import { tcpstate } from '../support/program.ts';

const root = join(import.meta.dirname, '..', '..');
const LEAKY = 'test/fixtures/leaky-server.pcap';
const lines = (text: string): string[] => text.split('\n');
const titles = (text: string): string[] => lines(text).filter((line) => line.startsWith('connection '));

describe('timeline', () => {
  it('tells first what asks most of somebody', () => {
    const { stdout, status } = tcpstate(['timeline', LEAKY]);
    expect(status).toBe(0);
    expect(titles(stdout)).toHaveLength(5);
    expect(stdout.match(/has been in CLOSE_WAIT/g)).toHaveLength(5);
  });

  it('tells the same from standard input as from a file', () => {
    const input = readFileSync(join(root, LEAKY));
    expect(tcpstate(['timeline', '-'], { input }).stdout).toBe(tcpstate(['timeline', LEAKY]).stdout);
  });

  it('says how many it could not watch, and what to do', () => {
    const packets = Array.from({ length: 10_003 }, (_, i) => {
      const segment = tcp({ sourcePort: 20_000 + i, destinationPort: 80, seq: 1, flags: 'S' });
      return { time: BigInt(i) * 1000n, frame: ethernet(ipv4(segment, { id: i + 1 })) };
    });
    const { stderr, status } = tcpstate(['timeline', '-'], { input: Buffer.from(pcapFile(packets)) });
    expect(stderr).toBe(
      'tcpstate: warning: 3 connections not watched, for 10,000 are at one time: --flow names those that you want to see\n',
    );
    expect(status).toBe(0);
  });

  it('tells the connections that --flow names, in their order', () => {
    const { stdout } = tcpstate(['timeline', LEAKY, '--flow', '44,10', '--flow', '192.0.2.14:38045']);
    expect(titles(stdout).map((title) => Number(title.split(' ')[1]))).toEqual([10, 28, 44]);
  });

  it('folds runs of data, and shows them with --all', () => {
    const folded = tcpstate(['timeline', LEAKY, '--flow', '28']).stdout;
    const all = tcpstate(['timeline', LEAKY, '--flow', '28', '--all']).stdout;
    expect(folded).toContain('115 segments');
    expect(all.match(/(──|--|◀).* win /g)).toHaveLength(145);
  });

  it.each([
    ['nobody', ['--flow', '4711'], 'none of the 81 connections is the one that --flow names'],
    [
      'an unknown format',
      ['--format', 'pdf'],
      '--format takes terminal, markdown, mermaid, svg, html or json, not "pdf"',
    ],
    ['two formats', ['--format', 'svg', '--json'], 'one format at a time, not svg and json'],
    ['an unknown clock', ['--time', 'never'], '--time takes relative, absolute, delta or epoch, not "never"'],
  ])('complains of %s', (_, words, complaint) => {
    const { stdout, stderr, status } = tcpstate(['timeline', LEAKY, ...words]);
    expect(stderr).toContain(`tcpstate: ${complaint}\n`);
    expect([stdout, status]).toEqual(['', 2]);
  });

  it('asks for a capture', () => {
    expect(tcpstate(['timeline']).stderr).toContain('which capture? timeline takes files');
  });
});

describe('timeline --json', () => {
  const schema = JSON.parse(readFileSync(join(root, 'docs', 'output.schema.json'), 'utf8'));
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  ajv.addSchema(schema, 'output');
  const isTimelines = ajv.compile({ $ref: 'output#/$defs/timelines' });
  const fixtures = readdirSync(join(root, 'test', 'fixtures'), { recursive: true })
    .map(String)
    .filter((name) => /\.pcap/.test(name));

  it.each(fixtures)('%s is a document of the schema', (name) => {
    const { stdout } = tcpstate(['timeline', join('test', 'fixtures', name), '--json', '--limit', '20', '--all']);
    const document = JSON.parse(stdout);
    expect(isTimelines(document) ? [] : isTimelines.errors).toEqual([]);
    expect(document.timelines.length).toBeGreaterThan(0);
  });

  it('ends in the states of analyze', () => {
    const { timelines } = JSON.parse(tcpstate(['timeline', LEAKY, '--json', '--limit', '1000']).stdout);
    const { flows } = JSON.parse(tcpstate(['analyze', LEAKY, '--json']).stdout);
    expect(timelines).toHaveLength(flows.length);
    const byId = (a: { id: number }, b: { id: number }): number => a.id - b.id;
    expect(timelines.map(({ flow }: { flow: { id: number } }) => flow).toSorted(byId)).toEqual(flows.toSorted(byId));
  });
});

describe('explain', () => {
  it.each([
    [['LOSE_WAIT'], {}, 'CLOSE_WAIT: you must close'],
    [['2msl', '--lang', 'zh'], {}, 'MSL 与 2MSL：报文段能活多久'],
    [['time-wait'], { LANG: 'zh_CN.UTF-8' }, 'TIME_WAIT：主动关闭方等 2MSL'],
    [['time-wait', '--lang', 'en'], { LANG: 'zh_CN.UTF-8' }, 'TIME_WAIT: the active closer waits 2MSL'],
    [['time-wait'], { LANG: 'zh_CN.UTF-8', LC_ALL: 'C.UTF-8' }, 'TIME_WAIT: the active closer waits 2MSL'],
    [[], {}, 'States'],
  ])('%j', (words, env, title) => {
    const { stdout, status } = tcpstate(['explain', ...words], { env });
    expect(lines(stdout)[0]).toBe(title);
    expect(status).toBe(0);
  });

  it('suggests what may be meant', () => {
    const { stderr, status } = tcpstate(['explain', 'close-weit']);
    expect(stderr).toBe('tcpstate: there is no explanation of "close-weit"\n  hint: did you mean close-wait?\n');
    expect(status).toBe(2);
  });
});
