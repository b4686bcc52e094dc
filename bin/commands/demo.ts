/** `tcpstate demo`: a bundled capture of a leaky server, played in its own time. Takes no privilege. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { openCapture } from '../../src/capture/open.ts';
import { paced } from '../../src/capture/paced.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { interruptible } from '../interrupt.ts';
import { showScreen } from '../screen.ts';

export function configure(command: Command): void {
  command
    .description('demo')
    .option('--color', 'colours, even into a pipe')
    .option('--no-color', 'no colours')
    .action(async ({ color }: { color?: boolean }) => {
      const decoder = new Decoder();
      const capture = paced(await openCapture(demoCapture()), {
        name: 'demo of a leaky server',
        after: Number.POSITIVE_INFINITY,
      });
      const tracker = new Tracker({ scopes: decoder.scopes, journal: true, maxFlows: 10_000 });
      await interruptible((signal) => showScreen(capture, tracker, { decoder, naming: 'rfc', color, signal }));
    });
}

/** Where the package has it. */
function demoCapture(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve('tcpstate/package.json')), 'demo', 'leaky-server.pcap.gz');
}
