/** `tcpstate demo`: a bundled capture of a leaky server, played in its own time. Takes no privilege. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { openCapture } from '../../src/capture/open.ts';
import { paced } from '../../src/capture/paced.ts';
import type { Capture } from '../../src/capture/packet-batch.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { isTerminal, STDOUT } from '../../src/render/terminal.ts';
import { interruptible } from '../interrupt.ts';

/** Connections that are remembered at a time; the capture has fewer than 200. */
const MAX_FLOWS = 1000;

const KEYS = `
On the screen, ? explains the keys. Into a pipe, every change of state is written as it happens, as analyze --ndjson
--transitions does.`;

interface DemoOptions {
  readonly color?: boolean;
}

export function configure(command: Command): void {
  command
    .description(
      'Plays a bundled capture of a server that forgets to close its connections, in its own time: 42 seconds, and ' +
        'then as long as its timers are watched. Takes no privilege.',
    )
    .option('--color', 'colours, even where they are not usual')
    .option('--no-color', 'no colours')
    .addHelpText('after', KEYS)
    .action((options: DemoOptions) => (isTerminal(STDOUT) ? onScreen(options) : asStream()));
}

async function onScreen({ color }: DemoOptions): Promise<void> {
  const { showScreen } = await import('../screen.ts');
  const decoder = new Decoder();
  const tracker = new Tracker({ scopes: decoder.scopes, journal: true, maxFlows: MAX_FLOWS });
  const capture = await openDemo(Number.POSITIVE_INFINITY);
  await interruptible((signal) =>
    showScreen(capture, tracker, { decoder, naming: 'rfc', color, accepts: null, signal }),
  );
}

async function asStream(): Promise<void> {
  const { analyzeCapture } = await import('../analysis.ts');
  await analyzeCapture(() => openDemo(0), {
    ndjson: true,
    transitions: true,
    header: true,
    names: 'rfc',
    profile: 'linux',
    maxFlows: MAX_FLOWS,
    checksums: 'headers',
  });
}

/** The capture that the package has; `after` seconds go on behind it. */
async function openDemo(after: number): Promise<Capture> {
  const { resolve } = createRequire(import.meta.url);
  const path = join(dirname(resolve('tcpstate/package.json')), 'demo', 'leaky-server.pcap.gz');
  return paced(await openCapture(path), { name: 'demo of a leaky server', after });
}
