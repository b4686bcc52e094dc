/** `tcpstate watch` on a machine with live connections shows the states that ss shows at that moment. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { play, said, sockets } from '../../scripts/lab/namespace.mjs';
import { kernelStates, lines, ourStates, SCENES } from './against-ss.ts';
import { type Flow, lossyNamespace, obstacle, program, titled } from './outside.ts';

/** Of each scene, so that there are more than 200 connections. */
const TIMES = 22;

const reason = await obstacle(['tcpdump', 'ss', 'nft', 'ip', 'nsenter'], true);

describe.skipIf(reason !== null)(titled('tcpstate watch', reason), () => {
  it.each(['lo', 'any'])('shows what ss shows on %s, also of connections that are still open', async (name) => {
    const namespace = await lossyNamespace();
    try {
      const ours = namespace.start(process.execPath, program, 'watch', name, '--ndjson');
      const [output, ended] = [text(ours.stdout), once(ours, 'close')];
      await said(ours, /watching/);
      const letGo = await play(namespace, namespace, [
        ['127.0.0.1', '4', ...SCENES.map((scene) => `${scene}=${TIMES}`)],
        ['::1', '4', ...SCENES],
      ]);
      const listing = sockets(namespace);
      namespace.run('kill', '-INT', String(ours.pid));
      const [status] = await ended;
      letGo();
      expect(status).toBe(0);
      const records = (await output)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Flow & { readonly type: string });
      const flows = records.filter(({ type }) => type === 'flow').sort((a, b) => a.firstSeen - b.firstSeen);
      expect(flows.length).toBeGreaterThan(200);
      expect(lines(ourStates(flows))).toEqual(lines(kernelStates(listing)));
    } finally {
      namespace.close();
    }
  });
});
