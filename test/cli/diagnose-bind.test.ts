/** `tcpstate diagnose --bind`: what keeps a port, in captures and on this host, with sockets of our own. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { tcpstate } from '../support/program.ts';

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
    expect(stdout).toContain('1 connection of this port not closed yet');
  });

  it('says where nothing holds it', () => {
    expect(bind(24, SAME_PAIR).stdout).toContain('bind() to port 24 works: nothing holds it');
  });

  it.each([
    [['--bind', '0'], '--bind takes a port from 1 to 65,535, not "0"'],
    [['--bind', '80', '--json'], '--bind does not go with --json'],
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
