/** `tcpstate watch`: words, streams, and what it says where it cannot capture. */
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../bin/watching.ts';
import { tcpstate } from '../support/program.ts';
import { village } from '../support/village.ts';

describe('watch', () => {
  it('takes words as interfaces up to the first that names none', () => {
    const names = ['eth0', 'lo', 'any'];
    expect(splitWords(['eth0', 'lo', 'port', '443'], names, undefined)).toEqual({
      interfaces: ['eth0', 'lo'],
      filter: 'port 443',
    });
    expect(splitWords(['any'], names, undefined).filter).toBe('tcp or (vlan and tcp)');
    expect(splitWords(['any'], names, 'port 80').filter).toBe('port 80');
    expect(() => splitWords(['eth0', 'port', '443'], names, 'port 80')).toThrow('given twice');
    expect(() => splitWords(['eth7'], names, undefined)).toThrow('there is no interface eth7');
  });

  it('tells what happens in a stream on standard input, and sums up', () => {
    const { stdout, status } = tcpstate(['watch', '-'], { input: village() });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}#1 {2}client {2}CLOSED → SYN_SENT {2}sent SYN$/);
    expect(stdout).toMatch(/\n[\d:.]+ {2}#\d+ {2}\S+:\d+ \S+ → \S+:\d+ \S+ {2}closed by fin\n/);
    expect(stdout).toMatch(/\n9 connections \(client\/server\): /);
    expect(status).toBe(0);
  });

  it('writes records with --ndjson', () => {
    const { stdout } = tcpstate(['watch', '-', '--ndjson'], { input: village() });
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect([types[0], types.at(-1)]).toEqual(['capture', 'summary']);
    expect(types).toContain('transition');
  });

  it('names the interfaces where a word names none', () => {
    const { stderr, status } = tcpstate(['watch', 'no-such-if']);
    expect(stderr).toMatch(/^tcpstate: there is no interface no-such-if\n {2}hint: interfaces: .*any\n$/);
    expect(status).toBe(2);
  });
});
