/** Live capture on this machine's loopback, with connections of our own. Needs root and tcpdump. */
import { spawnSync } from 'node:child_process';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openLive } from '../../src/capture/live.ts';
import type { PacketBatch } from '../../src/capture/packet-batch.ts';
import { commandOf, descendants } from '../support/processes.ts';

const able = process.getuid?.() === 0 && spawnSync('tcpdump', ['--version']).status === 0;

/** A server on the loopback, and a way to open and close one connection with it. */
async function partner(): Promise<{ port: number; converse: () => Promise<void>; stop: () => void }> {
  const server = createServer((socket) => socket.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const converse = (): Promise<void> =>
    new Promise((resolve, reject) => connect(port, '127.0.0.1').on('close', resolve).on('error', reject).resume());
  return { port, converse, stop: () => server.close() };
}

/** The recorders that this process has started with a filter of ours. */
function recorders(filter: string): number[] {
  return descendants('self').filter((pid) => commandOf(pid).includes(filter));
}

/** Whole batches that begin a connection (SYN without ACK, Ethernet, IPv4 without options). */
function countSyns({ view, from, to, start }: PacketBatch): number {
  let syns = 0;
  for (let i = from; i < to; i++) if ((view.getUint8(start[i]! + 47) & 0x12) === 0x02) syns++;
  return syns;
}

describe.skipIf(!able)('live capture (needs root and tcpdump)', () => {
  it('gives the packets of the loopback once each, and lets the clock run on an idle wire', async () => {
    const { port, converse, stop } = await partner();
    const capture = await openLive(['lo'], { filter: `tcp port ${port}` });
    await converse();
    let syns = 0;
    let now = 0;
    let idle = 0;
    for await (const batch of capture) {
      expect(batch.now).toBeGreaterThanOrEqual(now);
      if (batch.from === batch.to && syns > 0 && batch.now > now) idle++;
      now = batch.now;
      syns += countSyns(batch);
      if (idle === 3) capture.close();
    }
    stop();
    expect(syns).toBe(1);
    expect(capture.interfaces).toMatchObject([{ name: 'lo', linkType: 1, snapLength: 128 }]);
    expect(Math.abs(capture.epoch * 1e3 + now / 1e6 - Date.now())).toBeLessThan(5000);
    expect(capture.live!.droppedKernel).toBe(0);
  });

  it('starts a recorder again that was killed, and says so', async () => {
    const { port, converse, stop } = await partner();
    const filter = `tcp port ${port}`;
    const capture = await openLive(['lo'], { filter });
    await converse();
    let syns = 0;
    let killed = 0;
    for await (const batch of capture) {
      syns += countSyns(batch);
      if (syns === 1 && killed === 0) {
        [killed = 0] = recorders(filter);
        process.kill(killed, 'SIGKILL');
      } else if (killed !== 0 && syns === 1 && recorders(filter).some((pid) => pid !== killed)) {
        await converse();
      } else if (syns > 1) capture.close();
    }
    stop();
    expect(syns).toBeGreaterThan(1);
    expect(capture.warnings).toEqual([
      'the recorder on lo ended (SIGKILL); it is started again',
      expect.stringMatching(/^packets on lo are recorded again; those of \d+\.\d s are missing$/),
    ]);
    expect(capture.live!.missedUntil).toBeGreaterThan(0);
  });

  it('merges several interfaces by time', async () => {
    const { port, converse, stop } = await partner();
    const capture = await openLive(['lo', 'any'], { filter: `tcp port ${port}` });
    await converse();
    const seen = new Set<number>();
    for await (const { from, to, interfaceIndex } of capture) {
      for (let i = from; i < to; i++) seen.add(interfaceIndex[i]!);
      if (seen.size === 2) capture.close();
    }
    stop();
    expect(capture.interfaces.map(({ name }) => name).sort()).toEqual(['any', 'lo']);
  });

  it('says what is wrong in a sentence', async () => {
    await expect(openLive(['no-such-if'])).rejects.toThrow('there is no such interface');
    await expect(openLive(['lo'], { filter: 'tcp and and' })).rejects.toThrow("the filter 'tcp and and' is none");
  });
});
