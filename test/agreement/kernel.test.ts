/** The states at the end are those of the kernel that sent the packets, as `ss -tan` shows them. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { play, said, sockets } from '../../scripts/lab/namespace.mjs';
import { kernelStates, lines, ourStates, SCENES } from './against-ss.ts';
import { fixture, flowsIn, flowsOf, lossyNamespace, obstacle, program, titled } from './outside.ts';

describe('the bundled capture', () => {
  it('ends in the states that the kernels had when it ended', () => {
    const expected = kernelStates(readFileSync(fixture('leaky-server.sockets.txt'), 'utf8'));
    expect(lines(ourStates(flowsOf(fixture('leaky-server.pcap'))))).toEqual(lines(expected));
  });
});

const reason = await obstacle(['tcpdump', 'ss', 'nft', 'ip', 'nsenter'], true);

describe.skipIf(reason !== null)(titled('tcpdump | tcpstate analyze -', reason), () => {
  /** Plays the scenes through a pipe, lets `end` end it, and gives what tcpstate said and what ss said. */
  async function piped(end: (ends: { stopTcpdump(): void; interrupt(): void }) => void) {
    const folder = mkdtempSync(join(tmpdir(), 'tcpstate-agreement-'));
    const namespace = await lossyNamespace();
    try {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      // A short -s leaves --immediate-mode room for thousands of packets; with whole ones it has room for eight and loses some.
      const words = ['-Z', 'root', '--immediate-mode', '-i', 'lo', '-U', '-s', '128', '-B', '16384', '-w', pipe, 'tcp'];
      const recorder = namespace.start('tcpdump', ...words);
      const ours = spawn('sh', ['-c', 'exec "$0" "$1" analyze - --json < "$2"', process.execPath, program, pipe]);
      const [output, complaints, ended] = [text(ours.stdout), text(ours.stderr), once(ours, 'close')];
      await said(recorder, /listening on/);
      const letGo = await play(namespace, namespace, [
        ['127.0.0.1', '4', ...SCENES.map((name) => `${name}=3`)],
        ['::1', '4', ...SCENES],
      ]);
      const listing = sockets(namespace);
      end({ stopTcpdump: () => recorder.kill('SIGINT'), interrupt: () => ours.kill('SIGINT') });
      const [status] = await ended;
      letGo();
      expect(status, await complaints).toBe(0);
      expect(listing.split('\n').length).toBeGreaterThan(15);
      return { flows: flowsIn(await output), listing };
    } finally {
      namespace.close();
      rmSync(folder, { recursive: true });
    }
  }

  it('shows the states that ss shows when the pipe ends', async () => {
    const { flows, listing } = await piped(({ stopTcpdump }) => stopTcpdump());
    expect(lines(ourStates(flows))).toEqual(lines(kernelStates(listing)));
  });

  it('gives the result so far on Ctrl-C', async () => {
    const { flows, listing } = await piped(({ interrupt }) => interrupt());
    expect(lines(ourStates(flows))).toEqual(lines(kernelStates(listing)));
  });
});
