/** `tcpstate demo`: a bundled capture of a leaky server, played in its own time; or a fault that is made with sockets of our own. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Argument, type Command } from 'commander';
import { openCapture } from '../../src/capture/open.ts';
import { paced } from '../../src/capture/paced.ts';
import type { Capture } from '../../src/capture/packet-batch.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { isTerminal, STDOUT } from '../../src/render/terminal.ts';
import { SCENES } from '../demo/list.ts';
import { Interruption } from '../interruption.ts';
import { choice } from '../options/choice.ts';

/** Connections that are remembered at a time; the capture has fewer than 200. */
const MAX_FLOWS = 1000;

const KINDS = SCENES.map(({ kind }) => kind);
const WIDEST = Math.max(...KINDS.map((kind) => kind.length));

const MORE = `
Kinds, each made with sockets of this host and shown as ss, diagnose and timeline see it, within a few seconds:
${SCENES.map(({ kind, summary }) => `  ${kind.padEnd(WIDEST)}  ${summary}`).join('\n')}

Without a kind: on the screen, ? explains the keys. Into a pipe, every change of state is written as it happens, as analyze
--ndjson --transitions does.

Examples:
  tcpstate demo                     watch a leaky server
  sudo tcpstate demo close-wait     a fault, what the kernel says of it, and what packets show
  tcpstate demo accept-queue        without root: what the kernel says`;

interface DemoOptions {
  readonly color?: boolean;
}

export function configure(command: Command): void {
  command
    .description(
      'Plays a bundled capture of a server that forgets to close its connections, in its own time: 42 seconds, and ' +
        'then as long as its timers are watched. With a kind, it makes that fault with real sockets and diagnoses it.',
    )
    .addArgument(new Argument('[kind]', 'which fault to make, of those below').argParser(choice('demo', KINDS)))
    .option('--color', 'colours, even where they are not usual')
    .option('--no-color', 'no colours')
    .addHelpText('after', MORE)
    .action(async (kind: string | undefined, options: DemoOptions) => {
      const scene = SCENES.find((each) => each.kind === kind);
      if (scene === undefined) return isTerminal(STDOUT) ? onScreen(options) : asStream();
      const { playScene } = await import('../demo/playing.ts');
      return playScene(scene, options.color);
    });
}

async function onScreen({ color }: DemoOptions): Promise<void> {
  const { showScreen } = await import('../screen.ts');
  const decoder = new Decoder();
  const tracker = new Tracker({ scopes: decoder.scopes, journal: true, maxFlows: MAX_FLOWS });
  const capture = await openDemo(Number.POSITIVE_INFINITY);
  const { signal } = new Interruption();
  await showScreen(capture, tracker, { decoder, naming: 'rfc', color, accepts: null, signal });
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
