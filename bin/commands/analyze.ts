/** `tcpstate analyze`: its options and its help. */
import { type Command, Option } from 'commander';
import { FORMATS } from '../../src/render/formats/list.ts';
import { SORTINGS } from '../../src/render/order.ts';
import { analyze } from '../analysis.ts';
import type { AnalyzeOptions } from '../options/analyze-options.ts';
import { choice } from '../options/choice.ts';
import { addColourOptions } from '../options/colour-options.ts';
import { addConnectionOptions, placeOption } from '../options/connection-options.ts';
import { demandInput } from '../options/input-words.ts';
import { amount } from '../options/numbers.ts';
import { flow } from '../options/places.ts';
import { STATE_GROUPS } from '../options/states.ts';
import { addTrackingOptions, namesOption } from '../options/tracking-options.ts';

const CHECKSUMS = ['none', 'headers', 'all'] as const;

const EXAMPLES = `
Examples:
  tcpstate analyze web.pcap                          every connection, what needs attention first
  tcpstate analyze web.pcap --state close-wait       where an application forgot to close
  tcpstate analyze web.pcap --state opening,closing --exclude time-wait
  tcpstate analyze web.pcap --net 10.0.0.0/8 --port 443 --sort bytes --limit 10
  tcpstate analyze web.pcap --flow 12 --transitions  how one connection went
  tcpstate analyze dump.pcap0 dump.pcap1 captures/   rotated files and directories as one capture
  tcpstate analyze web.pcap --json | jq '.summary.states'
  sudo tcpdump -i any -U -w - tcp | tcpstate analyze -`;

const STATES_HELP = `
States may be written in any tool's way: close-wait, CLOSE_WAIT, FIN_WAIT2, SYN_RECV, estab.
Groups: ${Object.keys(STATE_GROUPS).join(', ')}.
A connection matches where either end is in such a state. CLOSING in capitals is the state alone.`;

const LIVE = 'sudo tcpdump -i any -U -w - tcp | tcpstate analyze -';

const INPUT = {
  asks: 'which capture? analyze takes files, directories, or - for standard input',
  example: `tcpstate analyze capture.pcap, or: ${LIVE}`,
  stream: 'a capture',
  pipe: LIVE,
};

export function configure(command: Command): void {
  command
    .description(
      'Reads packet captures and tells the RFC 9293 state of both endpoints of every TCP connection, who closed it ' +
        'first, and how.',
    )
    .argument('[files...]', 'captures (pcap, pcapng, or gzip of either), directories of them, or - for standard input')
    .optionsGroup('Output:')
    .addOption(
      new Option('-f, --format <format>', 'table (the default), json, ndjson or csv').argParser(
        choice(
          '--format',
          FORMATS.map(({ name }) => name),
        ),
      ),
    )
    .option('--json', 'one document: --format json')
    .option('--ndjson', 'one record a line, as it becomes known: --format ndjson')
    .option('--csv', 'flows only: --format csv')
    .option('-t, --transitions', 'every change of state, too')
    .addOption(
      new Option('-s, --sort <key>', SORTINGS.map(({ name }) => name).join(', ')).argParser(
        choice(
          '--sort',
          SORTINGS.map(({ name }) => name),
        ),
      ),
    )
    .option('-r, --reverse', 'the other way round')
    .addOption(new Option('-l, --limit <n>', 'show at most so many').argParser(amount('--limit', 'a number', 0)))
    .option('-w, --wide', 'whole lines, even where the terminal is narrower')
    .option('-H, --no-header', 'rows only')
    .addOption(namesOption());
  addColourOptions(command);
  addConnectionOptions(command)
    .addOption(placeOption('--flow <flow>', 'one by its number, address:port or address:port-address:port', flow))
    .option('-4, --ipv4', 'IPv4 only')
    .option('-6, --ipv6', 'IPv6 only')
    .option('-n, --numeric', 'accepted for habit: names are never looked up');
  addTrackingOptions(command)
    .addOption(
      new Option('--checksums <which>', 'checksums to verify: none, headers or all')
        .argParser(choice('--checksums', CHECKSUMS))
        .default('headers', 'headers'),
    )
    .addHelpText('after', STATES_HELP)
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: AnalyzeOptions) => {
      demandInput(files, INPUT);
      await analyze(files, options);
    });
}
