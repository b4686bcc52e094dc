/** Every recorder on a cable between two namespaces: the same segments, at the times of the kernel, whatever happens to it. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Namespace, play, said } from '../../scripts/lab/namespace.mjs';
import { openCapture } from '../../src/capture/open.ts';
import { RECORDER_NAMES } from '../../src/capture/recorder/list.ts';
import { obstacle, titled } from '../agreement/outside.ts';
import { fingerprint, type ReadPacket, readAll } from '../support/capture-files.ts';
import { ethernet, ipv4, tcp, vlan } from '../support/frames.ts';
import { commandOf, descendants, until } from '../support/processes.ts';
import { folderWith, PROGRAM } from '../support/program.ts';

const reason = await obstacle(['tcpdump', 'ip', 'nsenter', 'python3'], true);
const FILTER = 'tcp or (vlan and tcp)';
const ADDRESSES = ['10.9.0.2', 'fd09::2'];
/** Sends a frame, which need not be one that this machine would make. */
const SEND = `import socket, sys
card = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
card.bind(('left', 0))
card.send(bytes.fromhex(sys.argv[1]))`;
/** Ends it as Ctrl-C does, and gives its records. */
async function interrupted(ours: ChildProcessWithoutNullStreams, output: Promise<string>): Promise<Summary> {
  const ended = once(ours, 'close');
  ours.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
  return JSON.parse((await output).trimEnd().split('\n').at(-1)!);
}

interface Summary {
  readonly type: string;
  readonly tcpSegments: number;
  readonly flows: number;
}

/** With a filter, sockets of the connections before are not taken in. */
const ONLY_PACKETS = ['--filter', 'tcp'];

describe.skipIf(reason !== null)(titled('recorders', reason), () => {
  let client: Namespace;
  let server: Namespace;
  const folder = folderWith({});

  beforeAll(async () => {
    [client, server] = await Promise.all([Namespace.open(), Namespace.open()]);
    client.run('ip', 'link', 'add', 'left', 'type', 'veth', 'peer', 'name', 'right', 'netns', server.pid);
    for (const [namespace, end, last] of [
      [client, 'left', 1],
      [server, 'right', 2],
    ] as const) {
      namespace.run('ip', 'link', 'set', end, 'up');
      namespace.run('ip', 'address', 'add', `10.9.0.${last}/24`, 'dev', end);
      namespace.run('ip', 'address', 'add', `fd09::${last}/64`, 'dev', end, 'nodad');
    }
  });
  afterAll(() => {
    client?.close();
    server?.close();
    folder.remove();
  });

  const watch = (...words: string[]): [ChildProcessWithoutNullStreams, Promise<string>] => {
    const ours = server.start(process.execPath, PROGRAM, 'watch', 'right', '--ndjson', ...words);
    return [ours, text(ours.stdout)];
  };
  const converse = async (addresses: readonly string[]): Promise<void> => {
    const letGo = await play(
      client,
      server,
      addresses.map((address) => [address, '4', 'client-close', 'server-close']),
    );
    letGo();
  };

  it('give the same segments as tcpdump; all but cap at the times of the kernel', async () => {
    const file = (name: string): string => join(folder.path, `${name}.pcap`);
    const words = ['-i', 'right', '-s', '128', '--immediate-mode', '-U', '--time-stamp-precision=nano'];
    const reference = server.start('tcpdump', ...words, '-w', file('reference'), FILTER);
    await said(reference, /listening/);
    const watching = RECORDER_NAMES.map((name) => watch('--recorder', name, '--write', file(name), '--filter', FILTER));
    await Promise.all(watching.map(([ours]) => said(ours, /watching/)));
    await converse(ADDRESSES);
    const tagged = ethernet(vlan(7, ipv4(tcp({ flags: 'S' }))), { minimum: 60 });
    client.run('python3', '-c', SEND, Buffer.from(tagged).toString('hex'));
    for (const [ours, output] of watching)
      expect((await interrupted(ours, output)).flows).toBe(2 * ADDRESSES.length + 1);
    const ended = once(reference, 'close');
    reference.kill('SIGINT');
    await ended;
    const read = async (name: string): Promise<ReadPacket[]> => readAll(await openCapture(file(name)));
    const [expected, own, tcpdumps, late] = await Promise.all(['reference', ...RECORDER_NAMES].map(read));
    const frames = (packets: ReadPacket[] | undefined): string[] => packets!.map(({ frame }) => frame);
    expect(expected!.length).toBeGreaterThan(30);
    expect(expected!.at(-1)!.frame).toBe(fingerprint(tagged));
    for (const packets of [own, tcpdumps, late]) expect(frames(packets)).toEqual(frames(expected));
    for (const packets of [own, tcpdumps]) {
      const apart = packets!.map(({ time }, i) => time - expected![i]!.time);
      // The kernel stamps what it sends once for everybody, and what it receives once for each who captures it.
      expect(apart.filter((nanoseconds) => nanoseconds === 0n).length).toBeGreaterThan(expected!.length / 4);
      for (const nanoseconds of apart) expect(Math.abs(Number(nanoseconds))).toBeLessThan(1e6);
    }
    for (const [i, { time }] of late!.entries()) expect(time).toBeGreaterThan(expected![i]!.time - 1_000_000n);
  });

  it('libpcap writes through memory that JavaScript does not take back', async () => {
    const recipe = { interface: 'right', filter: 'tcp', snapLength: 128, buffer: 1024, promiscuous: false };
    const collecting = 'data:text/javascript,setInterval(gc, 10)';
    const recorder = join(import.meta.dirname, '..', '..', 'dist', 'src', 'capture', 'recorder', 'libpcap.js');
    const words = ['--expose-gc', '--import', collecting, recorder, JSON.stringify(recipe)];
    const ours = server.start(process.execPath, ...words);
    const [output, ended] = [buffer(ours.stdout), once(ours, 'close')];
    await said(ours, /listening/);
    await wait(200);
    const frame = Buffer.from(ethernet(ipv4(tcp({ flags: 'S' })), { minimum: 60 }));
    client.run('python3', '-c', SEND, frame.toString('hex'));
    await wait(200);
    ours.stdin.end();
    await ended;
    expect((await output).includes(frame)).toBe(true);
  });

  it.each(RECORDER_NAMES)('%s goes on when the interface was down', async (name) => {
    const [ours, output] = watch('--recorder', name, ...ONLY_PACKETS);
    await said(ours, /watching/);
    await converse([ADDRESSES[0]!]);
    // cap ends with its process, and is started again when the interface is up.
    const again = name === 'cap' ? said(ours, /recorded again/) : Promise.resolve('');
    server.run('ip', 'link', 'set', 'right', 'down');
    if (name === 'cap') await said(ours, /the recorder on right ended .*; it is started again/);
    server.run('ip', 'link', 'set', 'right', 'up');
    await again;
    await converse([ADDRESSES[0]!]);
    expect((await interrupted(ours, output)).flows).toBe(4);
  });

  it.each(RECORDER_NAMES)('%s is started again when it was killed, also when sudo lent the rights', async (name) => {
    const words = ['watch', 'right', '--ndjson', '--recorder', name, ...ONLY_PACKETS];
    const ours = server.start('env', 'SUDO_UID=65534', 'SUDO_GID=65534', process.execPath, PROGRAM, ...words);
    const output = text(ours.stdout);
    await said(ours, /watching/);
    await converse([ADDRESSES[0]!]);
    const [recorder = 0] = descendants(ours.pid!);
    process.kill(recorder, 'SIGKILL');
    await said(ours, /recorded again/);
    await converse([ADDRESSES[0]!]);
    const status = readFileSync(`/proc/${ours.pid}/status`, 'utf8');
    for (const rights of [/^Uid:\s+0\s+65534/m, /^Gid:\s+0\s+65534/m, /^CapEff:\s+0+$/m])
      expect(status).toMatch(rights);
    expect((await interrupted(ours, output)).flows).toBe(4);
  });

  it.each(RECORDER_NAMES)('%s ends when the program is killed, though no packet comes', async (name) => {
    const [ours] = watch('--recorder', name, '--filter', 'port 1');
    await said(ours, /watching/);
    const started = descendants(ours.pid!);
    expect(started.map(commandOf).join()).toContain('port 1');
    ours.kill('SIGKILL');
    await until(() => started.every((pid) => !commandOf(pid).includes('port 1')));
  });
});
