/** Connections that are idle for longer than a real nf_conntrack remembers, in a namespace of their own. */
import { readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Namespace, said } from '../../scripts/lab/namespace.mjs';
import { HOST_RULES } from '../../src/host/findings/list.ts';
import { HostView } from '../../src/host/host-view.ts';
import { openSocketTable, type SocketTable } from '../../src/host/socket-table.ts';
import { obstacle, titled } from '../agreement/outside.ts';

/** Seconds: the least that nf_conntrack can be told. */
const REMEMBERED = 1;

const TRACKED = `table ip tracked {
  chain input { type filter hook input priority 0; ct state established accept; }
}`;

/** Both ends of two connections: one says a word now and then, the other only once. */
const ENDS = `
  import { connect, createServer } from 'node:net';
  const server = createServer((socket) => socket.resume()).listen(8080, '127.0.0.1', () => {
    connect(8080, '127.0.0.1').write('once');
    const lively = connect({ port: 8080, host: '127.0.0.1', localPort: 9090 });
    setInterval(() => lively.write('again'), 200);
    console.log('talking');
  });
  process.stdin.resume().on('end', () => process.exit());`;

const reason = await obstacle(['nft'], true);

describe.skipIf(reason !== null)(titled('idle connections and nf_conntrack', reason), () => {
  let namespace: Namespace;

  beforeAll(async () => {
    namespace = await Namespace.open();
    namespace.feed(TRACKED, 'nft', '-f', '-');
    const timeout = '/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established';
    namespace.run('sh', '-c', `echo ${REMEMBERED} > ${timeout}`);
    await said(namespace.start(process.execPath, '--input-type=module', '-e', ENDS), /talking/);
  });

  afterAll(() => namespace.close());

  it('finds both ends of the one that it has forgotten, and not of the other', async () => {
    const inode = Number(/\d+/.exec(readlinkSync(`/proc/${namespace.pid}/ns/net`))![0]);
    const reader = await openSocketTable();
    const look = (): SocketTable => {
      const { sockets, networks } = reader.read();
      return { sockets: sockets.filter((socket) => socket.namespace === inode), networks };
    };
    const first = look();
    expect(first.networks.get(inode)).toMatchObject({ keepAliveTime: 7200, conntrackTimeout: REMEMBERED });
    const found = await vi.waitFor(
      () => {
        const owners = { byInode: new Map(), complete: true };
        const view = new HostView(first, look(), owners, { apart: 1, took: 0, now: Date.now() * 1e6 });
        const mismatch = HOST_RULES.flatMap(({ find }) => find(view)).filter(
          ({ id }) => id === 'idle-timeout-mismatch',
        );
        expect(mismatch).toHaveLength(2);
        return mismatch;
      },
      { timeout: 10_000, interval: 200 },
    );
    expect(found.map(({ place, count }) => [place?.side, place?.port, count])).toEqual(
      expect.arrayContaining([
        ['client', 8080, 1],
        ['server', 8080, 1],
      ]),
    );
    for (const { explanation, evidence } of found) {
      expect(explanation).toContain('Here it forgets after 1 s, and keep-alive begins after 7200 s');
      expect(evidence.map(({ note }) => note).join()).not.toContain('9090');
    }
  });
});
