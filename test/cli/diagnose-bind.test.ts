/** `tcpstate diagnose --bind`: what keeps a port, in captures and on this host, with sockets of our own. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { titled } from '../agreement/outside.ts';
import { ENVIRONMENT, PROGRAM, tcpstate } from '../support/program.ts';

const SCENARIOS = join('test', 'fixtures', 'scenarios');
const SAME_PAIR = join(SCENARIOS, 'same-pair-within-2msl.pcap');
const bind = (port: number, ...words: string[]) => tcpstate(['diagnose', '--bind', String(port), ...words]);

describe('diagnose --bind, of a capture', () => {
  it('lists the TIME_WAIT that holds the port, with the time left', () => {
    const { stdout, stderr, status } = bind(23, SAME_PAIR);
    expect(stdout).toContain('bind() to port 23 fails for 30.1s: Address already in use');
    expect(stdout).toMatch(/^206\.8\.16\.32:23 +TIME_WAIT +10\.12\.24\.48:21 +30\.1s/m);
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('tells what is open from what waits', () => {
    const { stdout } = bind(21, SAME_PAIR);
    expect(stdout).toContain('bind() to port 21 fails: Address already in use');
    expect(stdout).toContain('1 connection of this port is not closed yet');
  });

  it('says where nothing holds it', () => {
    expect(bind(24, SAME_PAIR).stdout).toContain('bind() to port 24 works: nothing holds it');
    expect(JSON.parse(bind(24, SAME_PAIR, '--json').stdout).findings).toEqual([]);
  });

  it('tells programs the same, with what holds the port as evidence', () => {
    const document = JSON.parse(bind(23, SAME_PAIR, '--json').stdout);
    expect(document.findings).toMatchObject([
      {
        id: 'port-in-use',
        title: 'bind() to port 23 fails for 30.1s: Address already in use',
        flows: [1],
        place: { address: '206.8.16.32', port: 23, process: null },
        evidence: [
          {
            flow: 1,
            socket: {
              port: 23,
              state: 'TIME_WAIT',
              peer: { address: '10.12.24.48', port: 21 },
              timer: { name: '2msl', remaining: 30.1 },
            },
          },
        ],
      },
    ]);
  });

  it.each([
    [['--bind', '0'], '--bind takes a port from 1 to 65,535, not "0"'],
    [['--bind', '80', '--fail-on', 'error'], '--bind does not go with --fail-on'],
    [['--bind', '80', 'lo'], "--bind looks at this host's sockets or at captures, not at interfaces"],
  ])('%j: %s', (words, complaint) => {
    const { stdout, stderr, status } = tcpstate(['diagnose', ...words]);
    expect(stderr).toContain(complaint);
    expect([stdout, status]).toEqual(['', 2]);
  });
});

describe.runIf(process.platform === 'linux')('diagnose --bind, of this host', () => {
  it('names the listener, and after it what waits', async () => {
    const server = createServer((socket) => void socket.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const whileListening = bind(port).stdout;
    expect(whileListening).toContain(`bind() to port ${port} fails: Address already in use`);
    expect(whileListening).toContain('1 socket listens there');
    expect(whileListening).toMatch(new RegExp(`^127\\.0\\.0\\.1:${port} +LISTEN +- +- +${process.pid}/`, 'm'));

    // The server closes first: TIME_WAIT is at its port, and the listener goes.
    const client: Socket = connect({ port, host: '127.0.0.1' }).resume();
    await once(client, 'close');
    await new Promise((resolve) => server.close(resolve));
    const afterwards = bind(port).stdout;
    expect(afterwards).toMatch(new RegExp(`^bind\\(\\) to port ${port} fails for (1m00s|5\\d)`, 'm'));
    expect(afterwards).toMatch(
      new RegExp(`^127\\.0\\.0\\.1:${port} +TIME_WAIT +127\\.0\\.0\\.1:\\d+ +(1m00s|5\\d)`, 'm'),
    );
    await expect(once(createServer().listen({ port, host: '127.0.0.1' }), 'listening')).resolves.toBeDefined();
  });
});

/** Runs a program as a user who may not look into the processes of others. */
const asNobody = (program: string, words: readonly string[]) =>
  spawnSync(program, words, { uid: 65_534, gid: 65_534, encoding: 'utf8', env: ENVIRONMENT });

function cannotBeNobody(): string | null {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return 'it takes root on Linux to become another user';
  return asNobody('test', ['-r', PROGRAM]).status === 0 ? null : 'other users may not read the sources here';
}

const reason = cannotBeNobody();

describe.skipIf(reason !== null)(titled('diagnose --bind, by a user without rights', reason), () => {
  it('says that not every process could be looked at, programs on standard error', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const words = [PROGRAM, 'diagnose', '--bind', String((server.address() as AddressInfo).port)];
    const [forPeople, forPrograms] = [words, [...words, '--json']].map((each) => asNobody(process.execPath, each));
    server.close();
    expect(forPeople!.stdout).toContain('\nnot every process could be looked at: as root, all are named\n');
    expect(forPeople!.stdout).toMatch(/LISTEN +- +- +-$/m);
    expect(forPrograms!.stderr).toContain('warning: not every process could be looked at');
    expect(JSON.parse(forPrograms!.stdout).findings[0].evidence[0].socket).toMatchObject({
      state: 'LISTEN',
      process: null,
    });
  });
});
