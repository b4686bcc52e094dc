/** A second, independent look: what tcpstate counts of every connection is what tshark counts. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { play, said } from '../../scripts/lab/namespace.mjs';
import { fixture, flowsOf, lossyNamespace, obstacle, titled } from './outside.ts';
import { type Tally, tsharkTallies } from './tshark.ts';

/** Over IPv4 and again over IPv6. */
const SCENES = [
  ...['client-close=30', 'server-close=20', 'half-close=12', 'leak=12', 'reset=10', 'unread=8', 'refused=10', 'open=4'],
  ...['late-close=6', 'fin-lost=4', 'last-ack-lost=4', 'data-lost=4', 'syn-ack-lost=4', 'handshake-ack-lost=2'],
  ...['lossy=16', 'reuse=3', 'zero-window=1', 'keep-alive=1', 'fin-wait-1=2', 'last-ack=2', 'both-close=2', 'silent=2'],
];

/** The same as `tsharkTallies`, from tcpstate; and how many segments of each direction it took for copies. */
function ourTallies(file: string): { tallies: Map<string, Tally>; copies: Map<string, number> } {
  const tallies = new Map<string, Tally>();
  const copies = new Map<string, number>();
  for (const [stream, { client, server }] of flowsOf(file).entries()) {
    for (const [from, to] of [[client, server] as const, [server, client] as const]) {
      const key = `${stream} ${from.address} ${from.port} > ${to.address} ${to.port}`;
      const { packets, bytes, syn, fin, rst, duplicates } = from;
      if (packets > 0) tallies.set(key, { packets, bytes, syn, fin, rst });
      if (duplicates > 0) copies.set(key, duplicates);
    }
  }
  return { tallies, copies };
}

/** Tallies as sorted lines, so that a difference reads well. Where there were copies, only the sum of all segments. */
function lines(tallies: Map<string, Tally>, copies: Map<string, number>, withCopies: boolean): string[] {
  return [...tallies]
    .map(([key, { packets, bytes, syn, fin, rst }]) =>
      copies.has(key)
        ? `${key}: ${packets + (withCopies ? 0 : copies.get(key)!)} packets, some of them copies`
        : `${key}: ${packets} packets, ${bytes} octets, ${syn} SYN, ${fin} FIN, ${rst} RST`,
    )
    .sort();
}

/** @returns the number of directions that agree in full */
function expectAgreement(file: string): number {
  const { tallies, copies } = ourTallies(file);
  expect(lines(tallies, copies, false)).toEqual(lines(tsharkTallies(file), copies, true));
  return tallies.size - copies.size;
}

const forFiles = await obstacle(['tshark'], false);
const forTraffic = await obstacle(['tshark', 'tcpdump', 'nft', 'ip', 'nsenter'], true);

describe.skipIf(forFiles !== null)(titled('bundled captures, as tshark counts them', forFiles), () => {
  it.each(['leaky-server.pcap', 'vlan.pcap', 'loopback.pcap.gz'])('%s', (name) => {
    expect(expectAgreement(fixture(name))).toBeGreaterThan(30);
  });
});

describe.skipIf(forTraffic !== null)(titled('fresh traffic, as tshark counts it', forTraffic), () => {
  it('agrees on packets, octets and flags of every direction of more than 200 connections', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tcpstate-agreement-'));
    const namespace = await lossyNamespace();
    try {
      const file = join(folder, 'lo.pcap');
      const words = ['-Z', 'root', '--immediate-mode', '-i', 'lo', '-U', '-s', '128', '-B', '16384', '-w', file, 'tcp'];
      const recorder = namespace.start('tcpdump', ...words);
      const ended = once(recorder, 'close');
      await said(recorder, /listening on/);
      const letGo = await play(namespace, namespace, [
        ['127.0.0.1', '4', ...SCENES],
        ['::1', '4', ...SCENES],
      ]);
      recorder.kill('SIGINT');
      await ended;
      letGo();

      // A kernel repeats a SYN+ACK octet for octet. Where it does so at once, because the SYN came again as its own timer
      // ran out, that is what a copy looks like, and tshark counts it.
      expect(expectAgreement(file)).toBeGreaterThan(400);
    } finally {
      namespace.close();
      rmSync(folder, { recursive: true });
    }
  });
});
