/** Whose real connections of this process are: by their descriptors, at a look, and for a while behind it. */
import { readlinkSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionOwners } from '../../src/host/connection-owners.ts';
import { openSocketTable } from '../../src/host/socket-table.ts';
import { obstacle, titled } from '../agreement/outside.ts';

const HERE = '127.0.0.1';
const reason = await obstacle([], true);

describe.skipIf(reason !== null)(titled('owners of connections', reason), () => {
  const open: (Server | Socket)[] = [];
  /** Of the servers here: others on this machine come and go as they like. */
  const ports = new Set<number>();
  afterEach(() => {
    for (const each of open.splice(0)) 'destroy' in each ? each.destroy() : each.close();
  });

  /** A connection from a port to another, both of this process. */
  async function connection(): Promise<{ from: number; to: number; end: () => Promise<void> }> {
    const server = createServer((socket) => open.push(socket.resume()));
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, HERE, resolve));
    const { port } = server.address() as AddressInfo;
    ports.add(port);
    const client = connect(port, HERE);
    open.push(client);
    await new Promise((resolve) => client.once('connect', resolve));
    const end = async (): Promise<void> => {
      client.destroy();
      await new Promise((resolve) => client.once('close', resolve));
    };
    return { from: client.localPort!, to: port, end };
  }

  async function look(owners: ConnectionOwners, now: number): Promise<number> {
    const sockets = (await openSocketTable()).readOwn();
    owners.begin(
      sockets.filter(({ port, peerPort }) => ports.has(port) || ports.has(peerPort)),
      now,
    );
    let steps = 0;
    for (; owners.isSearching; steps++) owners.step();
    return steps;
  }

  it('are processes with the descriptors by which they hold each end', async () => {
    const { from, to } = await connection();
    const owners = new ConnectionOwners();
    await look(owners, 1000);
    const ends = [owners.of(HERE, from, HERE, to, 500), owners.of(HERE, to, HERE, from, 500)];
    for (const end of ends) {
      expect(end).toMatchObject({ pid: process.pid, fds: [expect.any(Number)] });
      expect(readlinkSync(`/proc/self/fd/${end!.fds[0]}`)).toMatch(/^socket:/);
    }
    expect(ends[0]!.fds).not.toEqual(ends[1]!.fds);
    expect(owners.of(HERE, from, HERE, to + 1, 500)).toBeNull();
  });

  it('are remembered for five minutes, but not for a later connection of the same ports', async () => {
    const { from, to, end } = await connection();
    const owners = new ConnectionOwners();
    await look(owners, 1000);
    await end();
    await look(owners, 60_000);
    expect(owners.of(HERE, from, HERE, to, 500)).toMatchObject({ pid: process.pid });
    expect(owners.of(HERE, from, HERE, to, 2000)).toBeNull();
    await connection();
    await look(owners, 400_000);
    expect(owners.of(HERE, from, HERE, to, 500)).toBeNull();
  });

  it('are looked for among processes where there are new sockets only', async () => {
    await connection();
    const owners = new ConnectionOwners();
    await look(owners, 1000);
    expect(await look(owners, 2000)).toBe(1);
    await connection();
    expect(await look(owners, 3000)).toBeGreaterThan(1);
  });
});
