/** `tcpstate analyze`, built and run as a user does: results, selection, exit statuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { pcapFile } from '../support/capture-files.ts';
import { folderWith, type Run, type RunOptions, tcpstate } from '../support/program.ts';
import { VILLAGE_START, village } from '../support/village.ts';

const capture = village();
const strange = pcapFile([{ time: 0n, frame: new Uint8Array(60) }], { linkType: 147 });
const folder = folderWith({
  'village.pcap': capture,
  'village.pcap.gz': gzipSync(capture),
  'cut.pcap': capture.subarray(0, capture.length - 10),
  'empty.pcap': pcapFile([]),
  'strange.pcap': strange,
  'notes.txt': 'not a capture',
  '\x1b[31mred.pcap': capture,
});
afterAll(() => folder.remove());

const analyze = (words: readonly string[], options: RunOptions = {}): Run =>
  tcpstate(['analyze', ...words], { cwd: folder.path, ...options });
/** Rows of the table without header. */
const rows = (...words: string[]): string[] => {
  const { stdout, status } = analyze(['village.pcap', '--no-header', ...words]);
  expect(status).toBe(0);
  return stdout.split('\n').filter((line) => line !== '');
};
const ids = (...words: string[]): number[] => rows(...words).map((line) => Number.parseInt(line, 10));

describe('analyze', () => {
  it('prints what the golden file shows', () => {
    const { stdout, stderr, status } = analyze(['village.pcap']);
    expect(stdout).toBe(readFileSync(join(import.meta.dirname, '..', 'golden', 'table-pipe.txt'), 'utf8'));
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('reads gzip, standard input and several files alike', () => {
    const body = (run: Run): string => run.stdout.slice(run.stdout.indexOf('\n'));
    const expected = body(analyze(['village.pcap']));
    expect(body(analyze(['village.pcap.gz']))).toBe(expected);
    expect(body(analyze(['-'], { input: capture }))).toBe(expected);
    expect(body(analyze(['empty.pcap', 'village.pcap']))).toBe(expected);
  });

  it('reports everything before a cut, with one warning', () => {
    const { stdout, stderr, status } = analyze(['cut.pcap']);
    expect(stdout).toContain('9 connections');
    expect(stderr).toMatch(/^tcpstate: warning: cut\.pcap: .*\n$/);
    expect(status).toBe(0);
  });

  it('has nothing to show of an empty capture', () => {
    const { stdout, stderr, status } = analyze(['empty.pcap']);
    expect([stdout, stderr, status]).toEqual(['empty.pcap · no packets · no TCP segments · no loss\n', '', 0]);
    const document = JSON.parse(analyze(['empty.pcap', '--json']).stdout);
    expect(document).toMatchObject({ flows: [], capture: { start: null, end: null }, summary: { packets: 0 } });
  });

  it('writes control characters of file names out', () => {
    const { stdout } = analyze(['\x1b[31mred.pcap']);
    expect(stdout.split(' ')[0]).toBe('\\x1b[31mred.pcap');
    expect(stdout).not.toContain('\x1b');
  });

  it('leaves standard output empty where the input cannot be decoded', () => {
    for (const format of ['--json', '--ndjson', '--csv']) {
      const { stdout, stderr, status } = analyze(['strange.pcap', format]);
      expect(stderr).toMatch(/^tcpstate: .*147.*\n {2}hint: known link types: .*EN10MB.*\n$/);
      expect([stdout, status]).toEqual(['', 2]);
    }
  });
});

describe('selection', () => {
  it.each<[words: string[], ids: number[]]>([
    [['--state', 'close-wait'], [3]],
    [
      ['--state', 'SYN_SENT,fin-wait2'],
      [3, 5],
    ],
    [
      ['--state', 'opening', '--state', 'closing'],
      [3, 5],
    ],
    [['--state', 'time-wait', '--exclude', 'closed'], []],
    [
      ['--state', '!closed,!established'],
      [3, 5],
    ],
    [['--state', 'unknown'], [5]],
    [['--host', '10.0.0.7'], [3]],
    [['--host', '2001:DB8:0::9'], [6]],
    [['--net', '10.9.0.0/16'], [5]],
    [
      ['--port', '22'],
      [5, 6],
    ],
    [
      ['--port', '9,8000-9000'],
      [3, 4],
    ],
    [['--port', '443', '--state', 'established'], [9]],
    [['--flow', '7'], [7]],
    [
      ['--flow', '10.0.0.9:443'],
      [9, 1, 8],
    ],
    [
      ['--flow', '10.0.0.9:443-10.0.0.5:51234'],
      [9, 1],
    ],
    [['-6'], [6]],
    [
      ['-4', '--state', 'established'],
      [7, 9],
    ],
    [
      ['-4', '-6', '-n', '--limit', '2'],
      [3, 5],
    ],
    [['--limit', '0'], []],
  ])('%j', (words, expected) => {
    expect(ids(...words)).toEqual(expected);
  });

  it.each<[words: string[], first: number]>([
    [['--sort', 'start'], 1],
    [['--sort', 'start', '--reverse'], 9],
    [['--sort', 'last'], 9],
    [['--sort', 'age'], 2],
    [['--sort', 'duration'], 3],
    [['--sort', 'bytes'], 6],
    [['--sort', 'packets'], 1],
    [['--sort', 'server-port'], 4],
    [['--sort', 'client-port', '--reverse'], 8],
    [['--sort', 'attention'], 3],
  ])('%j', (words, first) => {
    expect(ids(...words)[0]).toBe(first);
    expect(ids(...words)).toHaveLength(9);
  });

  it('is the same in every format', () => {
    const words = ['village.pcap', '--port', '443', '--sort', 'bytes', '--limit', '2'];
    const document = JSON.parse(analyze([...words, '--json']).stdout);
    expect(document.flows.map(({ id }: { id: number }) => id)).toEqual([1, 8]);
    expect(document.summary).toMatchObject({ flows: 9, shown: 2 });
    const lines = analyze([...words, '--ndjson'])
      .stdout.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type, id }) => (type === 'flow' ? id : type))).toEqual(['capture', 1, 8, 'finding', 'summary']);
    const csv = analyze([...words, '--csv'])
      .stdout.trim()
      .split('\r\n');
    expect(csv.map((line) => line.split(',')[0])).toEqual(['id', '1', '8']);
    expect(ids('--port', '443', '--sort', 'bytes', '--limit', '2')).toEqual([1, 8]);
  });
});

describe('tracking', () => {
  const timer = (...words: string[]): unknown => {
    const document = JSON.parse(analyze(['village.pcap', '--flow', '1', '--json', ...words]).stdout);
    return document.flows[0].client.timer?.remaining ?? document.flows[0].client.state;
  };

  it('takes the timers of a system, or those that are given', () => {
    expect(timer()).toBeCloseTo(52.02, 6);
    expect(timer('--profile', 'windows')).toBeCloseTo(112.02, 6);
    expect(timer('--msl', '1m')).toBeCloseTo(112.02, 6);
    expect(timer('--msl', '2500ms')).toBe('CLOSED');
  });

  it('lets connections go beyond --max-flows, and says so', () => {
    const { stdout } = analyze(['village.pcap', '--max-flows', '2', '--ndjson']);
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(summary.evicted).toBeGreaterThan(0);
    expect(summary.shown).toBe(summary.flows);
    expect(analyze(['village.pcap', '--max-flows', '2']).stdout).toContain('let go early (--max-flows)');
  });

  it('prints transitions with the flows that are shown', () => {
    const words = ['village.pcap', '--flow', '3', '--transitions'];
    const document = JSON.parse(analyze([...words, '--json']).stdout);
    expect(document.transitions.at(-1)).toEqual({
      time: VILLAGE_START + 2.02,
      flow: 3,
      endpoint: 'client',
      from: 'FIN_WAIT_1',
      to: 'FIN_WAIT_2',
      cause: 'received ACK of FIN',
      certainty: 'presumed',
      packet: 26,
      revises: false,
    });
    const lines = analyze([...words, '--ndjson'])
      .stdout.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ type }) => type === 'transition').map(({ type: _, ...rest }) => rest)).toEqual(
      document.transitions,
    );
  });
});

describe('looks', () => {
  it('has colours where they are forced, and only there', () => {
    const plain = analyze(['village.pcap']).stdout;
    expect(analyze(['village.pcap'], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\x1b[');
    const forced = analyze(['village.pcap', '--color'], { env: { NO_COLOR: '1' } }).stdout;
    expect(forced).toContain('\x1b[32mESTABLISHED\x1b[39m');
    expect(stripVTControlCharacters(forced)).toBe(plain);
    expect(analyze(['village.pcap', '--no-color'], { env: { FORCE_COLOR: '1' } }).stdout).toBe(plain);
  });

  it('keeps to ASCII where the locale says so', () => {
    expect(analyze(['village.pcap', '-t'], { env: { LC_ALL: 'C' } }).stdout).toMatch(/^[\n\x20-\x7e]*$/);
  });
});
