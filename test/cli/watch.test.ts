/** `tcpstate watch`: words, streams from standard input, and what it says where it cannot capture. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { chosenWires } from '../../bin/options/watch-options.ts';
import { pcapFile } from '../support/capture-files.ts';
import { frame } from '../support/frames.ts';
import { folderWith, PROGRAM, tcpstate } from '../support/program.ts';
import { VILLAGE_START, village } from '../support/village.ts';

/** Servers that leak; it ends while their connections are open. */
const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'leaky-server.pcap');

const records = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the words of watch', () => {
  const names = ['eth0', 'lo', 'any'];

  it('are interfaces up to the first that names none', () => {
    expect(chosenWires(['eth0', 'lo', 'port', '443'], names, undefined)).toEqual({
      interfaces: ['eth0', 'lo'],
      filter: 'port 443',
    });
    expect(chosenWires(['any'], names, undefined)).toMatchObject({ filter: null });
    expect(chosenWires(['any'], names, 'port 80')).toMatchObject({ filter: 'port 80' });
    expect(chosenWires(['-'], names, undefined)).toBe('-');
  });

  it('are complained of where they name nothing, or a filter twice', () => {
    expect(() => chosenWires(['eth0', 'port', '443'], names, 'port 80')).toThrow('given twice');
    expect(() => chosenWires(['eth7'], names, undefined)).toThrow('there is no interface eth7');
    expect(() => chosenWires(['-', 'port', '80'], names, undefined)).toThrow('has its filter already');
  });

  it('name the interfaces where a word names none', () => {
    const { stderr, status } = tcpstate(['watch', 'no-such-if']);
    expect(stderr).toMatch(/^tcpstate: there is no interface no-such-if\n {2}hint: .*interfaces: .*any\n$/);
    expect(status).toBe(2);
  });
});

describe('watch -', () => {
  it('tells what happens, and sums up', () => {
    const { stdout, status } = tcpstate(['watch', '-'], { input: village() });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2} +#1 {2}10\.0\.0\.5:51234 > 10\.0\.0\.9:443 +client {2}\S+ +→ SYN_SENT +sent SYN {2}packet 1$/,
    );
    expect(stdout).toMatch(/#\d+ {2}\S+ > \S+ +over: closed first by \w+, \w+, [\d.]+\w+, \d+ packets, .* received\n/);
    expect(stdout).toMatch(/\n\d+ connections \(client\/server\): /);
    expect(status).toBe(0);
  });

  it('writes records that name both ends with --ndjson', () => {
    const all = records(tcpstate(['watch', '-', '--ndjson'], { input: village() }).stdout);
    expect([all[0]!['type'], all.at(-1)!['type']]).toEqual(['capture', 'summary']);
    const first = all.find(({ type }) => type === 'transition');
    expect(first).toMatchObject({
      to: 'SYN_SENT',
      client: { address: '10.0.0.5', port: 51234 },
      server: { address: '10.0.0.9', port: 443 },
    });
  });

  it('tells of the connections that are asked for only', () => {
    const all = records(tcpstate(['watch', '-', '--ndjson', '--port', '443'], { input: village() }).stdout);
    const flows = all.filter(({ type }) => type === 'transition' || type === 'flow');
    expect(flows.length).toBeGreaterThan(0);
    for (const { client, server } of flows as { client: { port: number }; server: { port: number } }[]) {
      expect([client.port, server.port]).toContain(443);
    }
  });

  it('ends after --count packets', () => {
    const all = records(tcpstate(['watch', '-', '--ndjson', '--count', '4'], { input: village() }).stdout);
    expect(all.at(-1)).toMatchObject({ type: 'summary', packets: 4 });
  });

  it('ends after --duration, though the stream goes on', async () => {
    const ours = spawn(process.execPath, [PROGRAM, 'watch', '-', '--duration', '1s', '--ndjson']);
    const [output, ended] = [text(ours.stdout), once(ours, 'close')];
    ours.stdin.write(village());
    expect((await ended)[0]).toBe(0);
    expect(records(await output).at(-1)).toMatchObject({ type: 'summary' });
  });

  it('lets time go on while nothing comes: a timer runs out', async () => {
    // The village ends 9 s after its first SYN, 2 MSL of 1 ms are over by then but for those of its last packets.
    const ours = spawn(process.execPath, [PROGRAM, 'watch', '-', '--msl', '250ms', '--ndjson']);
    const ended = once(ours, 'close');
    ours.stdin.write(village());
    let output = '';
    for await (const chunk of ours.stdout) {
      output += String(chunk);
      if (/"cause":"2MSL elapsed"/.test(output)) break;
    }
    ours.kill('SIGINT');
    ours.stdout.destroy();
    await ended;
    expect(output).toMatch(/"cause":"2MSL elapsed"/);
  });

  it('tells what is wrong with connections that stay while the stream goes on, once', async () => {
    const ours = spawn(process.execPath, [PROGRAM, 'watch', '-', '--ndjson']);
    const ended = once(ours, 'close');
    ours.stdin.write(readFileSync(FIXTURE));
    const told: { id: string; place: { port: number } | null; flows: number[]; count: number }[] = [];
    for await (const line of createInterface(ours.stdout)) {
      const record = JSON.parse(line);
      if (record.type === 'finding') told.push(record);
      // It is told while there is more to come.
      if (record.id === 'zero-window-stall') ours.stdin.end();
    }
    await ended;
    const leaks = told.filter(({ id, place }) => id === 'close-wait' && place?.port === 8080);
    expect(leaks.map(({ count }) => count)).toEqual([9, 3]);
    expect(leaks[0]!.flows).toHaveLength(9);
  });

  it('tells what is wrong in lines, too', () => {
    const { stdout } = tcpstate(['watch', '-', '--port', '8006'], { input: readFileSync(FIXTURE) });
    expect(stdout).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2} +#28 {2}server 192\.0\.2\.80:8006 +warning zero-window-stall: the receiver does not read: window closed; 1 connection, oldest \S+$/m,
    );
    expect(stdout).not.toContain('close-wait:');
  });

  it('says how far it is at SIGUSR1', async () => {
    const ours = spawn(process.execPath, [PROGRAM, 'watch', '-']);
    const ended = once(ours, 'close');
    ours.stdin.write(village());
    await once(ours.stdout, 'data');
    let said = '';
    ours.stderr.on('data', (chunk) => {
      said += String(chunk);
      ours.stdin.end();
    });
    ours.kill('SIGUSR1');
    ours.stdout.resume();
    expect((await ended)[0]).toBe(0);
    expect(said).toMatch(/^standard input · .* packets · .* TCP segments/);
  });
});

/** SYNs from one address, each from another port or to another one: a record, and copies of it with other numbers. */
function flood(count: number): Uint8Array {
  const one = pcapFile([
    { time: BigInt(VILLAGE_START * 1e9), frame: frame({ from: '10.0.0.1:1', to: '10.0.0.2:1', flags: 'S' }) },
  ]);
  const header = one.subarray(0, 24);
  const record = one.subarray(24);
  const file = Buffer.alloc(header.length + count * record.length);
  file.set(header);
  // The record's header, Ethernet and IPv4; then ports and sequence number.
  const ports = 16 + 14 + 20;
  for (let i = 0; i < count; i++) {
    const at = header.length + i * record.length;
    file.set(record, at);
    file.writeUInt16BE(1024 + (i & 0x7fff), at + ports);
    file.writeUInt16BE(1024 + (i >> 15), at + ports + 2);
    file.writeUInt32BE(i, at + ports + 4);
  }
  return file;
}

/** `/proc` tells how much memory a process has had. */
const linuxOnly = process.platform === 'linux' ? null : 'there is no /proc';

describe.skipIf(linuxOnly !== null)(`watch in a flood${linuxOnly === null ? '' : ` (skipped: ${linuxOnly})`}`, () => {
  it('remembers no more than it is told to while 200,000 SYNs come from one address', async () => {
    const ours = spawn(process.execPath, [PROGRAM, 'watch', '-', '--ndjson', '--max-flows', '1000', '--port', '1']);
    const [output, ended] = [text(ours.stdout), once(ours, 'close')];
    const file = flood(200_000);
    let said = '';
    ours.stderr.on('data', (chunk) => (said += String(chunk)));
    ours.stdin.write(file.subarray(0, -1));
    // It answers at SIGUSR1 when it has begun; asked again and again, it has read everything some time.
    while (!/199,999 packets/.test(said)) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      ours.kill('SIGUSR1');
    }
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${ours.pid}/status`, 'utf8'))![1]);
    ours.stdin.end();
    await ended;
    expect(records(await output).at(-1)).toMatchObject({ evicted: expect.any(Number) });
    expect(peak).toBeLessThan(200 << 10);
  }, 120_000);
});

describe('watch --write', () => {
  const inFolder = (work: (path: string) => void): void => {
    const path = mkdtempSync(join(tmpdir(), 'tcpstate-write-'));
    try {
      work(path);
    } finally {
      rmSync(path, { recursive: true });
    }
  };

  it('writes a file that tells the same', () => {
    inFolder((folder) => {
      const file = join(folder, 'kept.pcap');
      const { stdout } = tcpstate(['watch', '-', '--ndjson', '--write', file], { input: village() });
      const again = tcpstate(['analyze', '--ndjson', file]).stdout;
      const flows = (all: string): unknown[] => records(all).filter(({ type }) => type === 'flow');
      expect(flows(again)).toHaveLength(flows(stdout).length);
      const times = (all: string): unknown[] => flows(all).map((flow) => (flow as { firstSeen: number }).firstSeen);
      expect(times(again).sort()).toEqual(times(stdout).sort());
    });
  });

  it('rotates files as tcpdump does', () => {
    const big = village();
    // So many copies of the records that 1 MiB is full more than twice.
    const copies = Math.ceil((5 << 19) / (big.length - 24));
    const input = new Uint8Array(24 + copies * (big.length - 24));
    input.set(big.subarray(0, 24));
    for (let i = 0; i < copies; i++) input.set(big.subarray(24), 24 + i * (big.length - 24));
    inFolder((folder) => {
      const file = join(folder, 'kept.pcap');
      tcpstate(['watch', '-', '--ndjson', '--write', file, '--rotate-size', '1'], { input });
      expect(readdirSync(folder).sort()).toEqual(['kept.pcap', 'kept.pcap1', 'kept.pcap2']);
      for (const name of readdirSync(folder)) {
        expect(tcpstate(['analyze', join(folder, name), '--json']).status).toBe(0);
        expect(statSync(join(folder, name)).size).toBeLessThan((1 << 20) + 70_000);
      }
    });
    inFolder((folder) => {
      const file = join(folder, 'kept.pcap');
      tcpstate(['watch', '-', '--ndjson', '--write', file, '--rotate-size', '1', '--rotate-count', '2'], { input });
      expect(readdirSync(folder).sort()).toEqual(['kept.pcap0', 'kept.pcap1']);
    });
  });

  it('needs a place where it can write, and says so', () => {
    const { stderr, status } = tcpstate(['watch', '-', '--write', '/no/such/folder/x.pcap'], { input: village() });
    expect(stderr).toMatch(/^tcpstate: cannot write \/no\/such\/folder\/x\.pcap: no such directory\n/);
    expect(status).toBe(2);
    expect(tcpstate(['watch', '-', '--rotate-size', '1'], { input: village() }).stderr).toContain('add --write FILE');
  });
});

const notRoot = process.getuid?.() === 0 ? null : 'it takes root to become somebody else';

describe.skipIf(notRoot !== null)(`watch started with sudo${notRoot === null ? '' : ` (skipped: ${notRoot})`}`, () => {
  it('writes files as the user who called it, and only where that one may', () => {
    const { path, remove } = folderWith({});
    try {
      const env = { SUDO_UID: '65534', SUDO_GID: '65534', SUDO_USER: 'nobody' };
      const file = join(path, 'kept.pcap');
      const refused = tcpstate(['watch', '-', '--write', file], { input: village(), env });
      expect(refused.stderr).toMatch(/: permission denied\n/);
      expect(refused.status).toBe(2);
      chmodSync(path, 0o777);
      expect(tcpstate(['watch', '-', '--write', file], { input: village(), env }).status).toBe(0);
      expect(statSync(file)).toMatchObject({ uid: 65534, gid: 65534 });
      expect(readFileSync(file).length).toBeGreaterThan(1000);
    } finally {
      remove();
    }
  });

  // Without setpriv(1) there is no root with fewer capabilities to be had.
  it.skipIf(spawnSync('setpriv', ['--version']).error)('says so where this root may not become another', () => {
    const words = ['--bounding-set=-setuid,-setgid', process.execPath, PROGRAM, 'watch', '-', '--user', 'nobody'];
    const { stderr, status } = spawnSync('setpriv', words, { input: village(), encoding: 'utf8' });
    expect(stderr).toMatch(/^tcpstate: cannot act as the user \d+: EPERM\n {2}hint: it takes CAP_SETUID/);
    expect(status).toBe(2);
  });

  it('refuses a user that there is not', () => {
    const { stderr, status } = tcpstate(['watch', '-', '--user', 'no-such-user'], { input: village() });
    expect(stderr).toMatch(/^tcpstate: there is no user no-such-user/);
    expect(status).toBe(2);
  });
});
