/** The program around its commands: help, version, wrong usage, signals, pipes that close. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { formatDuration } from '../../src/render/duration.ts';
import { ENVIRONMENT, folderWith, PROGRAM, tcpstate } from '../support/program.ts';
import { village } from '../support/village.ts';

const root = join(import.meta.dirname, '..', '..');
const golden = (name: string): string => join(root, 'test', 'golden', name);
const capture = village();
const folder = folderWith({ 'village.pcap': capture, 'notes.txt': 'not a capture' });
afterAll(() => folder.remove());

describe('help', () => {
  it.each([
    ['help.txt', ['--help']],
    ['help-analyze.txt', ['help', 'analyze']],
    ['help-timers.txt', ['help', 'timers']],
    ['help-demo.txt', ['help', 'demo']],
    ['help-explain.txt', ['help', 'explain']],
    ['help-timeline.txt', ['help', 'timeline']],
    ['help-watch.txt', ['help', 'watch']],
    ['help-diagnose.txt', ['help', 'diagnose']],
    ['help-interfaces.txt', ['help', 'interfaces']],
    ['timers.txt', ['timers']],
  ])('%s', async (file, words) => {
    const { stdout, stderr, status } = tcpstate(words);
    await expect(stdout).toMatchFileSnapshot(golden(file));
    expect([stderr, status]).toEqual(['', 0]);
  });

  it.runIf(process.platform === 'linux')('timers --here tells what this host has set', () => {
    const seconds = Number(readFileSync('/proc/sys/net/ipv4/tcp_keepalive_time', 'utf8'));
    const { stdout, status } = tcpstate(['timers', '--here']);
    expect(stdout).toMatch(new RegExp(`^linux +tcp_keepalive_time +2h00m +${formatDuration(seconds)} `, 'm'));
    expect(stdout).toMatch(/^f5 +Idle Timeout +5m00s +- /m);
    expect(status).toBe(0);
  });

  it('is what the bare name prints, and what every way of asking does', () => {
    const { stdout } = tcpstate(['--help']);
    for (const words of [[], ['help'], ['-h'], ['help', 'help']])
      expect(tcpstate(words)).toMatchObject({ stdout, status: 0 });
    expect(tcpstate(['analyze', '--help']).stdout).toBe(tcpstate(['help', 'analyze']).stdout);
  });

  it('names the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const word of ['--version', '-V'])
      expect(tcpstate([word])).toEqual({ stdout: `${version}\n`, stderr: '', status: 0 });
  });
});

describe('wrong usage', () => {
  it.each<[words: string, complaint: string, hint: string | null]>([
    ['analyse x', "unknown command 'analyse'", 'did you mean analyze?'],
    ['village.pcap', "unknown command 'village.pcap'", 'tcpstate analyze village.pcap'],
    ['--bogus', "unknown option '--bogus'", 'tcpstate --help'],
    ['help analyz', "no help on 'analyz'", 'tcpstate help analyze'],
    [
      'analyze',
      'which capture? analyze takes files, directories, or - for standard input',
      'tcpstate analyze capture.pcap, or: sudo tcpdump -i any -U -w - tcp | tcpstate analyze -',
    ],
    ['analyze village.pcap --stat x', "unknown option '--stat'", 'did you mean --state?'],
    ['analyze village.pcap --state', "option '--state <states>' argument missing", 'tcpstate help analyze'],
    ['analyze village.pcap --format xml', '--format takes table, json, ndjson or csv, not "xml"', null],
    [
      'analyze village.pcap --format jsno',
      '--format takes table, json, ndjson or csv, not "jsno"',
      'did you mean --format json?',
    ],
    ['analyze village.pcap --json --csv', 'one format at a time, not json and csv', null],
    ['analyze village.pcap --csv --transitions', '--transitions does not go with csv', 'take --json or --ndjson'],
    [
      'analyze village.pcap --profile solaris',
      '--profile takes linux, rfc9293, bsd, macos, windows or f5, not "solaris"',
      null,
    ],
    [
      'analyze village.pcap --max-flows 0',
      '--max-flows takes a number of connections from 1 to 16,777,214, not "0"',
      null,
    ],
    ['timers now', "too many arguments for 'timers'. Expected 0 arguments but got 1.", 'tcpstate help timers'],
  ])('tcpstate %s', (words, complaint, hint) => {
    const { stdout, stderr, status } = tcpstate(words.split(' '), { cwd: folder.path });
    expect(stderr).toBe(`tcpstate: ${complaint}\n${hint === null ? '' : `  hint: ${hint}\n`}`);
    expect([stdout, status]).toEqual(['', 2]);
  });

  it.each(['missing.pcap', 'notes.txt'])('input that cannot be read: %s', (name) => {
    const { stdout, stderr, status } = tcpstate(['analyze', name], { cwd: folder.path });
    expect(stderr).toMatch(new RegExp(`^tcpstate: [^\\n]*${name}[^\\n]*\\n(  hint: [^\\n]*\\n)?$`));
    expect([stdout, status]).toEqual(['', 2]);
  });
});

type Program = ChildProcessByStdio<Writable, Readable, Readable>;

function start(...words: string[]): Program {
  return spawn(process.execPath, [PROGRAM, ...words], { env: { ...ENVIRONMENT }, stdio: 'pipe', cwd: folder.path });
}

/** Waits until the program has written something that `holds`, and returns all of it so far. */
async function written(program: Program, holds: (text: string) => boolean): Promise<string> {
  let text = '';
  for await (const chunk of program.stdout.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (holds(text)) break;
  }
  return text;
}

async function rest(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

describe('a live pipe', () => {
  it('has its records written as they become known', async () => {
    const program = start('analyze', '-', '--ndjson', '--transitions');
    // The octets of the first connection's handshake: file header, then three records.
    program.stdin.write(capture.subarray(0, 24 + 16 + 66 + 16 + 66 + 16 + 54));
    const lines = await written(program, (text) => text.split('\n').length > 5);
    const records = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ type, to }) => to ?? type)).toEqual([
      'capture',
      'SYN_SENT',
      'SYN_RCVD',
      'ESTABLISHED',
      'ESTABLISHED',
    ]);
    program.stdin.end();
    const left = (await rest(program.stdout))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(left.map(({ type }) => type)).toEqual(['flow', 'summary']);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s with the result so far', async (signal) => {
    const program = start('analyze', '-', '--ndjson', '--transitions');
    program.stdin.write(capture.subarray(0, 24 + 16 + 66 + 16 + 66 + 16 + 54));
    await written(program, (text) => text.split('\n').length > 5);
    program.kill(signal);
    const left = (await rest(program.stdout))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(left.at(-1)).toMatchObject({ type: 'summary', packets: 3, flows: 1 });
    const [status] = program.exitCode === null ? await once(program, 'exit') : [program.exitCode];
    expect(status).toBe(0);
    expect(await rest(program.stderr)).toBe('');
  });
});

describe('output', () => {
  it.each(['--csv', '--ndjson', '--no-header'])('of %s into a pipe that closes ends quietly', async (format) => {
    const program = start('analyze', '-', format);
    program.stdout.destroy();
    program.stdin.on('error', () => {});
    program.stdin.end(capture);
    const complaints = rest(program.stderr);
    const [status] = await once(program, 'exit');
    expect([status, await complaints]).toEqual([0, '']);
  });

  it.runIf(process.platform === 'linux')('that cannot be written is told in a sentence', () => {
    const command = `"${process.execPath}" "${PROGRAM}" analyze village.pcap > /dev/full`;
    const { stderr, status } = spawnSync('sh', ['-c', command], { cwd: folder.path, encoding: 'utf8' });
    expect(stderr).toMatch(/^tcpstate: cannot write the output: ENOSPC.*\n$/);
    expect(status).toBe(2);
  });

  const script = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  it.runIf(script.includes('util-linux'))('on a terminal is coloured and fits', () => {
    const command = `stty cols 80; "${process.execPath}" "${PROGRAM}" analyze village.pcap`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...ENVIRONMENT, TERM: 'xterm' },
    });
    expect(stdout).toContain('\x1b[32mESTABLISHED\x1b[39m');
    const plain = stripVTControlCharacters(stdout).replaceAll('\r\n', '\n');
    expect(plain).toBe(readFileSync(golden('table-terminal-80.txt'), 'utf8'));
  });
});
