/** A second, independent look: what tcpstate counts of every connection is what tshark counts. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { play, said } from '../../scripts/lab/namespace.mjs';
import { type End, fixture, flowsOf, lossyNamespace, obstacle, titled } from './outside.ts';
import { type Tally, tsharkTallies } from './tshark.ts';

/** Over IPv4 and again over IPv6. */
const SCENES = [
  ...['client-close=30', 'server-close=20', 'half-close=12', 'leak=12', 'reset=10', 'unread=8', 'refused=10', 'open=4'],
  ...['late-close=6', 'fin-lost=4', 'last-ack-lost=4', 'data-lost=4', 'syn-ack-lost=4', 'handshake-ack-lost=2'],
  ...['lossy=16', 'reuse=3', 'zero-window=1', 'keep-alive=1', 'fin-wait-1=2', 'last-ack=2', 'both-close=2', 'silent=2'],
];

/** The same as `tsharkTallies`, from tcpstate. */
function ourTallies(file: string): Map<string, Tally> {
  const direction = ({ address, port }: End, to: End): string => `${address} ${port} > ${to.address} ${to.port}`;
  const tally = ({ packets, bytes, syn, fin, rst }: End): Tally => ({ packets, bytes, syn, fin, rst });
  return new Map(
    flowsOf(file).flatMap(({ client, server }, stream): [string, Tally][] => [
      [`${stream} ${direction(client, server)}`, tally(client)],
      [`${stream} ${direction(server, client)}`, tally(server)],
    ]),
  );
}

/** Compares as sorted lines, so that a difference reads well; a direction without packets is no line. */
function lines(tallies: Map<string, Tally>): string[] {
  return [...tallies]
    .filter(([, { packets }]) => packets > 0)
    .map(([key, t]) => `${key}: ${t.packets} packets, ${t.bytes} octets, ${t.syn} SYN, ${t.fin} FIN, ${t.rst} RST`)
    .sort();
}

const forFiles = await obstacle(['tshark'], false);
const forTraffic = await obstacle(['tshark', 'tcpdump', 'nft', 'ip', 'nsenter'], true);

describe.skipIf(forFiles !== null)(titled('bundled captures, as tshark counts them', forFiles), () => {
  it.each(['leaky-server.pcap', 'vlan.pcap', 'loopback.pcap.gz'])('%s', (name) => {
    expect(lines(ourTallies(fixture(name)))).toEqual(lines(tsharkTallies(fixture(name))));
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

      const ours = ourTallies(file);
      expect(ours.size / 2).toBeGreaterThan(200);
      expect(lines(ours)).toEqual(lines(tsharkTallies(file)));
    } finally {
      namespace.close();
      rmSync(folder, { recursive: true });
    }
  });
});
