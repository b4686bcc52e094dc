/** Real servers that leak, among thousands of healthy connections, in a namespace of their own: what is found is what ss shows. */
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import type { Finding } from '../../src/conntrack/findings/finding.ts';
import { HOST_RULES } from '../../src/host/findings/list.ts';
import { HostView } from '../../src/host/host-view.ts';
import { findOwners } from '../../src/host/owners.ts';
import type { HostSocket } from '../../src/host/socket.ts';
import { openSocketTable, type SocketTable } from '../../src/host/socket-table.ts';
import { parseSs, SS_WORDS } from '../../src/host/ss.ts';
import { obstacle, program, titled } from '../agreement/outside.ts';
import { folderWith, tcpstate } from '../support/program.ts';
import { BLOCKED, PORTS } from './server.mjs';

const HEALTHY = 2_000;
const BEFORE = 300;
const AFTER = 200;
const UNREAD = 20;
const HALF_CLOSED = 12;
const UNACCEPTED = 5;
/** Octets that each client sends before it closes. */
const OCTETS = 5;

const reason = await obstacle(['ss', 'nsenter', 'tcpdump'], true);
const root = join(import.meta.dirname, '..', '..');
const beside = (name: string): string => join(import.meta.dirname, name);

describe.skipIf(reason !== null)(titled('servers that leak', reason), () => {
  let namespace: Namespace;
  let inode = 0;
  const folder = folderWith({});
  const children: ReturnType<Namespace['start']>[] = [];
  let pids: { server: number; blocked: number };
  /** Has the client do something, and waits until it has. */
  let tell: (...words: (string | number)[]) => Promise<void>;
  let view: HostView;
  let findings: Finding[] = [];

  const start = async (pattern: RegExp | null, ...words: string[]) => {
    const child = namespace.start(process.execPath, ...words);
    children.push(child);
    if (pattern !== null) await said(child, pattern);
    return child;
  };
  const ours = ({ sockets, networks }: SocketTable): SocketTable => ({
    sockets: sockets.filter((socket) => socket.namespace === inode),
    networks,
  });
  const ofKind = (id: string): Finding[] => findings.filter((finding) => finding.id === id);

  beforeAll(async () => {
    namespace = await Namespace.open();
    inode = Number(/\d+/.exec(readlinkSync(`/proc/${namespace.pid}/ns/net`))![0]);
    const recording = namespace.start(
      'tcpdump',
      '-i',
      'lo',
      '-s',
      '96',
      '-U',
      '-w',
      join(folder.path, 'lo.pcap'),
      'tcp',
    );
    children.push(recording);
    await said(recording, /listening on/);
    const server = await start(/ready/, beside('server.mjs'));
    const blocked = await start(/ready/, beside('server.mjs'), 'blocked');
    pids = { server: server.pid!, blocked: blocked.pid! };
    const client = await start(null, beside('client.mjs'));
    const answers = createInterface({ input: client.stdout });
    tell = async (...words) => {
      const answer = once(answers, 'line');
      client.stdin.write(`${words.join(' ')}\n`);
      await answer;
    };
    await tell(PORTS.healthy, HEALTHY, OCTETS, 'open');
    await tell(PORTS.forgets, BEFORE, OCTETS, 'close');
    await tell(PORTS.stopsReading, UNREAD, OCTETS, 'close');
    await tell(PORTS.forgets, HALF_CLOSED, OCTETS, 'shutdown');
    await tell(BLOCKED, UNACCEPTED, OCTETS, 'close');

    const reader = await openSocketTable();
    // Their FINs are on their way yet, or the ACK of one.
    const waiting = BEFORE + UNREAD + HALF_CLOSED + UNACCEPTED;
    await vi.waitFor(
      () => expect(ours(reader.read()).sockets.filter(({ state }) => state === 'FIN_WAIT_2')).toHaveLength(waiting),
      { timeout: 20_000 },
    );
    const begun = Date.now();
    const first = ours(reader.read());
    await tell(PORTS.forgets, AFTER, OCTETS, 'close');
    // A socket counts when its peer has been silent for a second.
    await vi.waitFor(
      () => {
        const last = ours(reader.read());
        const owners = findOwners(new Set(last.sockets.map((socket) => socket.inode)), () => false);
        const times = { apart: (Date.now() - begun) / 1e3, took: 0.5, now: Date.now() * 1e6 };
        view = new HostView(first, last, owners, times);
        findings = HOST_RULES.flatMap(({ find }) => find(view));
        const leak = ofKind('close-wait').find(({ place }) => place?.port === PORTS.forgets);
        expect(leak?.count).toBe(BEFORE + AFTER + HALF_CLOSED);
      },
      { timeout: 20_000, interval: 200 },
    );
  }, 60_000);

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    namespace.close();
    folder.remove();
  });

  it('names process, port, cause, count and growth of each leak', () => {
    const told = ofKind('close-wait').map(({ title, place, count, trend }) => [
      title.split(':')[0],
      place?.port,
      place?.process,
      count,
      trend?.growth,
    ]);
    const process = (pid: number) => ({ pid, name: 'node' });
    expect(told).toEqual([
      ['close() forgotten', PORTS.forgets, process(pids.server), BEFORE + AFTER + HALF_CLOSED, AFTER],
      ['the application does not read', PORTS.stopsReading, process(pids.server), UNREAD, 0],
      ['never accepted', BLOCKED, process(pids.blocked), UNACCEPTED, 0],
    ]);
    expect(ofKind('close-wait-leak').map(({ place, count, action }) => [place?.port, count, action])).toEqual([
      [
        PORTS.forgets,
        BEFORE + AFTER + HALF_CLOSED,
        expect.stringMatching(
          / \d+ of its \d+ descriptors are open, and at this rate the others last for \d+ (minutes|hours)/,
        ),
      ],
    ]);
    expect(ofKind('accept-queue-full').map(({ place, count }) => [place?.port, place?.process?.pid, count])).toEqual([
      [BLOCKED, pids.blocked, UNACCEPTED],
    ]);
  });

  it('tells orphans from sockets that were half-closed', () => {
    expect(ofKind('half-closed').map(({ place, count }) => [place?.side, place?.port, count])).toEqual([
      ['client', PORTS.forgets, HALF_CLOSED],
    ]);
    expect(ofKind('fin-wait-2-orphan').map(({ place, count }) => [place?.port, place?.process, count])).toEqual([
      [PORTS.forgets, null, BEFORE],
      [PORTS.stopsReading, null, UNREAD],
      [BLOCKED, null, UNACCEPTED],
    ]);
  });

  it('says nothing of what is healthy', () => {
    expect(findings.filter(({ place }) => place?.port === PORTS.healthy)).toEqual([]);
    expect(view.sockets.filter(({ state, port }) => state === 'ESTABLISHED' && port === PORTS.healthy)).toHaveLength(
      HEALTHY,
    );
  });

  it('agrees with ss on queues, owners and ages', () => {
    const lines = namespace.run('ss', '-HtanpoieO', 'state', 'close-wait').trim().split('\n');
    const tally = (of: readonly [number, number, number][]): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const key of of) counts[key.join(' ')] = (counts[key.join(' ')] ?? 0) + 1;
      return counts;
    };
    const bySs = lines.map((line): [number, number, number] => {
      const [queue = '', , local = ''] = line.trim().split(/\s+/);
      return [Number(local.split(':').at(-1)), Number(queue), Number(/pid=(\d+)/.exec(line)?.[1] ?? 0)];
    });
    const byUs = view
      .inState('CLOSE_WAIT')
      .map((socket): [number, number, number] => [socket.port, socket.receiveQueue, view.owner(socket)?.pid ?? 0]);
    expect(tally(byUs)).toEqual(tally(bySs));
    const oldest = Math.max(...lines.map((line) => Number(/lastack:(\d+)/.exec(line)?.[1] ?? 0))) / 1e3;
    const age = Math.max(...ofKind('close-wait').map((finding) => finding.age ?? 0));
    expect(age).toBeLessThanOrEqual(oldest);
    expect(age).toBeGreaterThan(oldest - 10);
  });

  it('reads by netlink what ss prints', () => {
    const settled = ({ state }: HostSocket): boolean => !['TIME_WAIT', 'FIN_WAIT_2'].includes(state);
    const facts = (sockets: readonly HostSocket[]): string[] =>
      sockets
        .filter(settled)
        .map(({ id, state, address, port, peer, peerPort, inode: node, receiveQueue, sendQueue }) =>
          [id, state, address, port, peer, peerPort, node, receiveQueue, sendQueue].join(' '),
        )
        .toSorted();
    // Lines of ss are padded to the longest: thousands of them do not fit through a pipe of execFile.
    const packed = namespace.feed(
      '',
      'sh',
      '-c',
      `${SS_WORDS.join(' ')} | grep -v -e TIME-WAIT -e FIN-WAIT-2 | cut -c1-600 | gzip | base64`,
    );
    expect(facts(view.sockets)).toEqual(facts(parseSs(gunzipSync(Buffer.from(packed, 'base64')).toString(), inode)));
  });

  it('is what the program prints', () => {
    const { stdout, status } = tcpstate(['diagnose', '--interval', '300ms', '--json', '--fail-on', 'close-wait:>100']);
    const document = JSON.parse(stdout);
    const schema = JSON.parse(readFileSync(join(root, 'docs', 'output.schema.json'), 'utf8'));
    const isDocument = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    expect(isDocument(document) ? [] : isDocument.errors).toEqual([]);
    const told = (document.findings as Finding[]).find(
      ({ id, place }) => id === 'close-wait' && place?.process?.pid === pids.server && place.port === PORTS.forgets,
    );
    expect(told).toMatchObject({ count: BEFORE + AFTER + HALF_CLOSED, certainty: 'kernel', place: { side: 'server' } });
    expect(status).toBe(1);
  });

  it('is the same by ss, where koffi is not installed', () => {
    const words = ['diagnose', '--interval', '300ms', '--finding', 'close-wait', '--json'];
    const env = { NODE_OPTIONS: `--import ${pathToFileURL(beside('without-koffi.mjs'))}` };
    const told = (run: string) =>
      (JSON.parse(run).findings as Finding[])
        .filter(({ place }) => place?.process?.pid === pids.server || place?.process?.pid === pids.blocked)
        .map(({ place, count, title }) => [place?.port, count, title]);
    expect(told(tcpstate(words, { env }).stdout)).toEqual(told(tcpstate(words).stdout));
    expect(tcpstate(words.slice(0, -1), { env }).stdout).toMatch(/ apart by ss\n/);
  });

  it('says the same of a capture, as far as packets show it', { timeout: 30_000 }, async () => {
    await tell(PORTS.healthy, 1, OCTETS, 'shutdown');
    let all: Finding[] = [];
    // What tcpdump has not read yet when it is ended is lost: wait until it has written the last connection.
    await vi.waitFor(
      () => {
        const { stdout } = tcpstate(['diagnose', join(folder.path, 'lo.pcap'), '--json']);
        all = JSON.parse(stdout).findings as Finding[];
        const counts = all.filter(({ id }) => id === 'close-wait').map(({ place, count }) => [place?.port, count]);
        expect(counts).toEqual([
          [PORTS.forgets, BEFORE + AFTER + HALF_CLOSED],
          [PORTS.stopsReading, UNREAD],
          [BLOCKED, UNACCEPTED],
        ]);
      },
      { timeout: 20_000, interval: 500 },
    );
    expect(all.filter(({ place }) => place?.port === PORTS.healthy)).toEqual([]);
  });

  it('is told of packets that pass meanwhile, but where the kernel tells it better', async () => {
    const run = namespace.start(process.execPath, program, 'diagnose', 'lo', '--interval', '2s', '--json');
    let json = '';
    let errors = '';
    run.stdout.on('data', (chunk) => (json += chunk));
    run.stderr.on('data', (chunk) => (errors += chunk));
    const ended = new Promise((resolve) => run.once('close', resolve));
    while (run.exitCode === null) await tell(PORTS.forgets, 1, OCTETS, 'close');
    await ended;
    expect(errors).toBe('');
    const document = JSON.parse(json);
    expect(document.capture).toMatchObject({ source: 'live', linkType: 'EN10MB' });
    expect(document.summary.packets).toBeGreaterThan(0);
    const told = (document.findings as Finding[]).map(({ id, certainty }) => `${id} ${certainty}`);
    expect(told).toContain('close-wait kernel');
    expect(told.filter((text) => /^(close-wait|fin-wait-2) /.test(text) && !text.endsWith('kernel'))).toEqual([]);
  });

  it('tells how a leak grows while it looks', async () => {
    const leaked = (): number =>
      namespace
        .run('ss', '-Htan', 'state', 'close-wait', 'sport', '=', String(PORTS.forgets))
        .split('\n')
        .filter((line) => line !== '').length;
    const before = leaked();
    const run = namespace.start(process.execPath, program, 'diagnose', '--interval', '6s', '--json');
    let json = '';
    run.stdout.on('data', (chunk) => (json += chunk));
    const ended = once(run, 'close');
    // It has looked once when it is up; the leak goes on from then.
    await vi.waitFor(() => expect(readlinkSync(`/proc/${run.pid}/exe`)).toBe(process.execPath));
    await delay(2000);
    await tell(PORTS.forgets, AFTER, OCTETS, 'close');
    await ended;
    expect(leaked()).toBe(before + AFTER);
    const told = (JSON.parse(json).findings as Finding[]).filter(({ place }) => place?.port === PORTS.forgets);
    const leak = { pid: pids.server, name: 'node' };
    expect(told.find(({ id }) => id === 'close-wait')).toMatchObject({
      place: { process: leak, side: 'server' },
      title: expect.stringContaining('close() forgotten'),
      count: before + AFTER,
      trend: { growth: AFTER },
    });
    expect(told.find(({ id }) => id === 'close-wait-leak')).toMatchObject({
      place: { process: leak },
      count: before + AFTER,
    });
    expect(told.find(({ id }) => id === 'close-wait')!.age).toBeGreaterThan(5);
  });
});
