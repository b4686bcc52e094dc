/** `tcpstate diagnose`: its options and its help. */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { RULES } from '../../src/conntrack/findings/list.ts';
import { TcpstateError } from '../../src/errors.ts';
import { HOST_RULES } from '../../src/host/findings/list.ts';
import { paragraph } from '../../src/render/paragraph.ts';
import { type DiagnoseOptions, diagnoseFiles } from '../diagnosing.ts';
import { choice } from '../options/choice.ts';
import { addColourOptions } from '../options/colour-options.ts';
import { failures } from '../options/fail-on.ts';
import { amount, duration } from '../options/numbers.ts';
import { profileOption } from '../options/tracking-options.ts';
import { interfaceNames } from '../options/watch-options.ts';

const IDS = [...new Set([...HOST_RULES.map(({ kind }) => kind.id), ...RULES.map(({ id }) => id)])];
/** As many as a screen has room for. */
const USUAL_TOP = 8;
/** Seconds. */
const USUAL_INTERVAL = 10;

/** Columns of the list of findings. */
const COLUMNS = 96;

const EXAMPLES = `
Findings, which docs/findings.md explains:
${paragraph(IDS.join(', '), COLUMNS).join('\n')}

Examples:
  sudo tcpstate diagnose                              the sockets of this host, and whose they are
  sudo tcpstate diagnose eth0                         and what packets show meanwhile
  tcpstate diagnose web.pcap
  tcpstate diagnose web.pcap --finding close-wait     all that is known of one
  tcpstate diagnose web.pcap --fail-on close-wait:>30s,rst-in-transfer:>10,error
  tcpstate diagnose --bind 8080                       "Address already in use": what holds the port
  tcpstate diagnose web.pcap --json | jq '.findings[].id'

--fail-on takes ids and severities (info, warning, error), each with :>AGE or :>COUNT. Exit status 1
says that one of them was found.`;

/** Sockets of this host, or captures: what packets on a wire show in ten seconds says little of a port. */
async function diagnosePort(files: readonly string[], port: number, options: DiagnoseOptions): Promise<void> {
  const other = (['finding', 'since', 'failOn'] as const).find((name) => options[name] !== undefined);
  if (other !== undefined) {
    throw new TcpstateError('bad-option', `--bind does not go with ${other === 'failOn' ? '--fail-on' : `--${other}`}`);
  }
  if (files.some(isInterface)) {
    throw new TcpstateError('bad-option', "--bind looks at this host's sockets or at captures, not at interfaces");
  }
  const { diagnoseBind } = await import('../bind-diagnosis.ts');
  return diagnoseBind(files, port, options);
}

/** A file of the same name goes before. */
function isInterface(word: string): boolean {
  return !existsSync(word) && interfaceNames().includes(word);
}

export function configure(command: Command): void {
  command
    .description(
      'Tells what is wrong with connections, who must act, and what to do: heaviest first, with the packets that show it.',
    )
    .argument(
      '[files...]',
      "captures, directories of them, or - for standard input; interfaces; none: this host's sockets",
    )
    .option('--json', 'one document, without flows')
    .addOption(
      new Option('--finding <id>', 'only this, with its explanation and all evidence').argParser(
        (value: string, before: string[] = []) => [...before, choice('--finding', IDS)(value)],
      ),
    )
    .addOption(
      new Option('--since <duration>', 'only trouble that began so long before the end, or later').argParser(
        duration('--since'),
      ),
    )
    .addOption(
      new Option('--bind <port>', 'what keeps this local port: why bind() fails, and for how long').argParser(
        amount('--bind', 'a port', 1, 65_535),
      ),
    )
    .addOption(new Option('--top <n>', 'so many findings').argParser(amount('--top', 'a number', 1)).default(USUAL_TOP))
    .addOption(
      new Option('--fail-on <findings>', 'exit status 1 where one of these is found').argParser(
        failures('--fail-on', IDS),
      ),
    )
    .addOption(
      new Option(
        '--interval <duration>',
        "how far apart the two looks at this host's sockets are, and how long packets are captured",
      )
        .argParser(duration('--interval'))
        .default(USUAL_INTERVAL, '10s'),
    )
    .addOption(profileOption());
  addColourOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: DiagnoseOptions) => {
      if (options.bind !== undefined) return diagnosePort(files, options.bind, options);
      const onWires = files.length > 0 && files.every(isInterface);
      if (files.length > 0 && !onWires) return diagnoseFiles(files, options);
      const { diagnoseHost, diagnoseInterfaces } = await import('../host-diagnosis.ts');
      return onWires ? diagnoseInterfaces(files, options) : diagnoseHost(options);
    });
}
