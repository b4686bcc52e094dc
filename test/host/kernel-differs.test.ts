/** A firewall between the interface and TCP, and a way around the interface, in namespaces of their own: what packets and the kernel tell differs, and is told. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import { link, settle } from '../../scripts/lab/network.mjs';
import type { Finding } from '../../src/conntrack/findings/finding.ts';
import { obstacle, program, titled } from '../agreement/outside.ts';

/** What the firewall does to what arrives at a port. */
const PORTS = { plain: 8080, dropsFin: 8081, dropsRst: 8082, rejects: 8083 };

const FIREWALL = `table inet between {
  chain input {
    type filter hook input priority 0;
    tcp dport ${PORTS.dropsFin} tcp flags & fin == fin drop
    tcp dport ${PORTS.dropsRst} tcp flags & rst == rst drop
    tcp dport ${PORTS.rejects} tcp flags & psh == psh reject with tcp reset
  }
}`;

/** Listens at every port and reads, but does not close; ends with its standard input. */
const SERVER = `
  import { createServer } from 'node:net';
  const ports = ${JSON.stringify(Object.values(PORTS))};
  let left = ports.length;
  const ready = () => --left === 0 && console.log('ready');
  for (const port of ports) {
    createServer({ allowHalfOpen: true }, (socket) => socket.resume().on('error', () => {})).listen(port, '127.0.0.1', ready);
  }
  process.stdin.resume().on('end', () => process.exit());`;

/** At each port: connects, waits until it is told to, and then closes, resets, or says something. */
const CLIENT = `
  import { connect } from 'node:net';
  const to = (port, act) => new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(() => act(socket))).on('error', () => {});
  });
  const acts = await Promise.all([
    to(${PORTS.plain}, (socket) => socket.end()),
    to(${PORTS.plain}, (socket) => socket.resetAndDestroy()),
    to(${PORTS.plain}, () => {}),
    to(${PORTS.dropsFin}, (socket) => socket.end()),
    to(${PORTS.dropsRst}, (socket) => socket.resetAndDestroy()),
    to(${PORTS.rejects}, (socket) => socket.write('hello')),
  ]);
  for (const act of acts) act();
  console.log('done');
  process.stdin.resume().on('end', () => process.exit());`;

/** Listens where it is told to, reads, and does not close; ends with its standard input. */
const READER = `
  import { createServer } from 'node:net';
  createServer({ allowHalfOpen: true }, (socket) => socket.resume()).listen(8080, '192.0.2.1', () => console.log('ready'));
  process.stdin.resume().on('end', () => process.exit());`;

/** Connects, closes at the first word that it is told, and ends with its standard input. */
const CLOSER = `
  import { connect } from 'node:net';
  const socket = connect(8080, '192.0.2.1', () => console.log('connected'));
  process.stdin.once('data', () => socket.end(() => console.log('closed'))).on('end', () => process.exit());`;

const reason = await obstacle(['nft', 'nsenter', 'unshare'], true);

/** Starts a diagnosis on a device, and waits until it captures; the function that it returns waits for what it finds of this kind. */
async function diagnosing(namespace: Namespace, device: string): Promise<() => Promise<Finding[]>> {
  const ours = namespace.start(process.execPath, program, 'diagnose', device, '--interval', '8s', '--json');
  const [output, ended] = [text(ours.stdout), once(ours, 'close')];
  // The recorder is its only child.
  const children = `/proc/${ours.pid}/task/${ours.pid}/children`;
  namespace.run('sh', '-c', `for i in $(seq 100); do grep -q . ${children} && break; sleep 0.1; done; sleep 1`);
  return async () => {
    await ended;
    const { findings } = JSON.parse(await output) as { findings: Finding[] };
    return findings.filter(({ id }) => id === 'kernel-differs');
  };
}

describe.skipIf(reason !== null)(titled('a firewall behind the capture point', reason), () => {
  let namespace: Namespace;
  let findings: Finding[] = [];
  let server: ReturnType<Namespace['start']>;

  beforeAll(async () => {
    namespace = await Namespace.open();
    namespace.feed(FIREWALL, 'nft', '-f', '-');
    server = namespace.start(process.execPath, '--input-type=module', '-e', SERVER);
    await said(server, /ready/);
    const found = await diagnosing(namespace, 'lo');
    const client = namespace.start(process.execPath, '--input-type=module', '-e', CLIENT);
    await said(client, /done/);
    findings = await found();
    client.stdin.end();
    server.stdin.end();
  }, 60_000);

  afterAll(() => namespace.close());

  const at = (port: number): Finding[] =>
    findings.filter(({ place }) => place?.side === 'server' && place.port === port);

  it.each([
    ['drops a FIN', PORTS.dropsFin, /never got it$/, /^FIN to this end; packets: \w+ \(\w+\), kernel: ESTABLISHED$/],
    [
      'drops a RST',
      PORTS.dropsRst,
      /never got it$/,
      /^RST to this end; packets: CLOSED \(presumed\), kernel: ESTABLISHED$/,
    ],
    [
      'rejects',
      PORTS.rejects,
      /did not send it$/,
      /^RST from this end; packets: CLOSED \(seen\), kernel: ESTABLISHED$/,
    ],
  ])('%s: the server has an open socket that the packets show closed', (_, port, title, note) => {
    expect(at(port)).toMatchObject([
      {
        title: expect.stringMatching(title),
        count: 1,
        certainty: 'kernel',
        flows: [expect.any(Number)],
        place: { process: { pid: server.pid, name: 'node' } },
      },
    ]);
    expect(at(port)[0]!.evidence[0]).toMatchObject({ packet: expect.any(Number), note: expect.stringMatching(note) });
  });

  it('is not told of where it lets all pass: closed by one end, reset, and open', () => {
    expect(findings.map(({ place }) => place?.port)).not.toContain(PORTS.plain);
    expect(findings).toHaveLength(3);
  });
});

describe.skipIf(reason !== null)(titled('a way around the interface that is captured', reason), () => {
  it('is told of where the FIN took it: only the kernel has that', async () => {
    const [here, there] = await Promise.all([Namespace.open(), Namespace.open()]);
    try {
      for (const way of ['first', 'other']) link(here, `${way}0`, there, `${way}1`, { offload: true });
      settle(here, 'first0', ['192.0.2.1/24']);
      settle(there, 'first1', ['192.0.2.2/24']);
      const server = here.start(process.execPath, '--input-type=module', '-e', READER);
      await said(server, /ready/);
      const found = await diagnosing(here, 'first0');
      const client = there.start(process.execPath, '--input-type=module', '-e', CLOSER);
      await said(client, /connected/);
      here.run('ip', 'route', 'replace', '192.0.2.2/32', 'dev', 'other0', 'src', '192.0.2.1');
      there.run('ip', 'route', 'replace', '192.0.2.1/32', 'dev', 'other1', 'src', '192.0.2.2');
      client.stdin.write('close\n');
      await said(client, /closed/);
      expect(await found()).toMatchObject([
        {
          title: 'the kernel has a FIN that the capture does not show',
          count: 1,
          place: { side: 'server', port: 8080 },
        },
      ]);
      for (const child of [client, server]) child.stdin.end();
    } finally {
      for (const namespace of [here, there]) namespace.close();
    }
  }, 60_000);
});
