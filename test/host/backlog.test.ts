/** A server that never accepts: how many clients are let in, by the kernel's own table, and what its packets show of the others. */
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { Namespace, said, sockets } from '../../scripts/lab/namespace.mjs';
import { cable, link, settle } from '../../scripts/lab/network.mjs';
import { HOST_RULES } from '../../src/host/findings/list.ts';
import { HostView } from '../../src/host/host-view.ts';
import { findOwners } from '../../src/host/owners.ts';
import { openSocketTable, type SocketTable } from '../../src/host/socket-table.ts';
import { fixture, obstacle, titled } from '../agreement/outside.ts';
import { folderWith, tcpstate } from '../support/program.ts';

const reason = await obstacle(['ip', 'ss', 'nsenter', 'tcpdump', 'python3'], true);
const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'lab', 'backlog.py');
const PORT = 8080;
const LOOPBACK = '127.0.0.1';

/** The words that run one side. */
const side = (name: 'listen' | 'connect', address: string, count: number): string[] => [
  'python3',
  SCRIPT,
  name,
  address,
  String(PORT),
  String(count),
];

interface Queue {
  /** What the application asks for. */
  readonly backlog: number;
  /** What the system allows (net.core.somaxconn). */
  readonly somaxconn: number;
  readonly clients: number;
  /** What comes of it. */
  readonly limit: number;
}

const QUEUES: readonly Queue[] = [
  { backlog: 10, somaxconn: 4096, clients: 800, limit: 10 },
  { backlog: 1000, somaxconn: 128, clients: 300, limit: 128 },
  { backlog: 0, somaxconn: 4096, clients: 5, limit: 0 },
];

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** The states of all sockets but listeners, in the words of ss. */
const bySs = (namespace: Namespace): Record<string, number> =>
  tally(
    sockets(namespace)
      .split('\n')
      .map((line) => line.split(' ')[0]!),
  );

/** The states of connections in the output of analyze. */
const statesIn = (file: string): Record<string, number> =>
  tally(
    (JSON.parse(tcpstate(['analyze', file, '--json']).stdout).flows as PacketFlow[]).map(
      ({ client, server }) => `${client.state}/${server.state}`,
    ),
  );

interface PacketFlow {
  readonly client: { readonly state: string; readonly certainty: string };
  readonly server: { readonly state: string | null; readonly certainty: string };
  readonly findings: readonly string[];
}

describe.skipIf(reason !== null)(titled('an accept queue that fills', reason), () => {
  const folder = folderWith({});
  const namespaces: Namespace[] = [];
  const children: ReturnType<Namespace['start']>[] = [];

  const open = async (): Promise<Namespace> => {
    const namespace = await Namespace.open();
    namespaces.push(namespace);
    return namespace;
  };
  const start = async (namespace: Namespace, pattern: RegExp, ...words: string[]): Promise<string> => {
    const child = namespace.start(...words);
    children.push(child);
    return await said(child, pattern);
  };

  afterEach(async () => {
    const ended = children.map((child) => once(child, 'close'));
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(ended);
    for (const namespace of namespaces.splice(0)) namespace.close();
  });
  afterAll(() => folder.remove());

  it.each(QUEUES)('backlog $backlog, somaxconn $somaxconn: $limit and one of $clients are let in', async (queue) => {
    const { backlog, somaxconn, clients, limit } = queue;
    const letIn = limit + 1;
    const namespace = await open();
    namespace.run('sysctl', '-qw', `net.core.somaxconn=${somaxconn}`);
    const inode = Number(/\d+/.exec(readlinkSync(`/proc/${namespace.pid}/ns/net`))![0]);
    const capture = join(folder.path, `${backlog}.pcap`);
    await start(
      namespace,
      /listening on/,
      'tcpdump',
      '-i',
      'lo',
      '--immediate-mode',
      '-U',
      '-s',
      '96',
      '-w',
      capture,
      'tcp',
    );
    await start(namespace, /ready/, ...side('listen', LOOPBACK, backlog));
    const reader = await openSocketTable();
    const look = (): SocketTable => {
      const table = reader.read();
      return { ...table, sockets: table.sockets.filter((socket) => socket.namespace === inode) };
    };
    const first = look();
    expect(await start(namespace, /connected/, ...side('connect', LOOPBACK, clients))).toMatch(
      `ready: ${letIn} of ${clients} are connected`,
    );
    const last = look();

    const [listener] = last.sockets.filter(({ state }) => state === 'LISTEN');
    expect(listener).toMatchObject({ receiveQueue: letIn, sendQueue: limit });
    const states = last.sockets
      .filter(({ state }) => state !== 'LISTEN')
      .map(({ state, port }) => `${port === PORT ? 'server' : 'client'} ${state}`);
    expect(tally(states)).toEqual({
      'client ESTABLISHED': letIn,
      'server ESTABLISHED': letIn,
      'client SYN_SENT': clients - letIn,
    });
    expect(bySs(namespace)).toEqual({
      ESTAB: 2 * letIn,
      'SYN-SENT': clients - letIn,
    });

    const owners = findOwners(new Set([listener!.inode]), () => false);
    const view = new HostView(first, last, owners, { apart: 1, took: 0.1, now: 0 });
    const full = HOST_RULES.flatMap(({ find }) => find(view)).find(({ id }) => id === 'accept-queue-full');
    expect(full).toMatchObject({ count: letIn, severity: 'error', place: { port: PORT } });
    expect(full?.explanation).toContain(`Here ${letIn} wait and ${limit} may`);

    // Some of the packets may still be on their way to the file.
    const shown = { 'ESTABLISHED/ESTABLISHED': letIn, 'SYN_SENT/null': clients - letIn };
    await vi.waitFor(() => expect(statesIn(capture)).toEqual(shown), { timeout: 10_000, interval: 300 });
  });

  it('5 ms away, more clients take their connections for open than are let in: those are in SYN_RCVD at the server', async () => {
    const [client, middle, server] = [await open(), await open(), await open()];
    link(middle, 'c1', client, 'c0');
    link(middle, 's1', server, 's0');
    settle(client, 'c0', ['192.0.2.11/24']);
    settle(server, 's0', ['192.0.2.80/24']);
    // Whoever is answered by a cookie is in no table of the server.
    server.run('sysctl', '-qw', 'net.ipv4.tcp_syncookies=0');
    children.push(await cable(middle, 'c1', 's1', 5));
    await start(server, /ready/, ...side('listen', '192.0.2.80', 10));
    await start(client, /connected/, ...side('connect', '192.0.2.80', 60));
    const atServer = bySs(server);
    const connected = bySs(client)['ESTAB']!;
    expect(atServer['ESTAB']).toBe(11);
    expect(atServer['SYN-RECV'] ?? 0).toBe(connected - 11);
    expect(bySs(client)['SYN-SENT']).toBe(60 - connected);
  });
});

describe('packets of an accept queue that is full', () => {
  // 5 ms away, 20 SYNs came before the queue was full, and the server answered all of them. On such a link the kernel's table and
  // its counters had 11 let in, 8 answered by SYN cookies, of which the server keeps nothing, and 1 in SYN_RCVD.
  const { stdout } = tcpstate(['analyze', fixture('full-accept-queue.pcap.gz'), '--json']);
  const flows = JSON.parse(stdout).flows as PacketFlow[];
  const answered = flows.filter(({ server }) => server.state !== null);

  it('show who was answered, and who was not', () => {
    expect(flows).toHaveLength(800);
    expect(tally(flows.map(({ client, server }) => `${client.state} ${server.state}`))).toEqual({
      'ESTABLISHED ESTABLISHED': 20,
      'SYN_SENT null': 780,
    });
  });

  it('prove that the clients take their connections for open, and no more than presume it of the server', () => {
    expect(new Set(answered.map(({ client }) => client.certainty))).toEqual(new Set(['seen']));
    expect(new Set(answered.map(({ server }) => server.certainty))).toEqual(new Set(['presumed']));
  });

  it('tell one of those that were not let in by its SYN+ACK, which comes again, and nothing of the others', () => {
    expect(answered.filter(({ findings }) => findings.includes('synack-repeated'))).toHaveLength(1);
  });
});
