/** `tcpstate timeline`: its options and its help. */
import { type Command, Option } from 'commander';
import { TIME_MODES } from '../../src/render/ladder/clock.ts';
import { LADDER_FORMATS } from '../../src/render/ladder/formats.ts';
import { choice, listed } from '../options/choice.ts';
import { addColourOptions } from '../options/colour-options.ts';
import { demandInput } from '../options/input-words.ts';
import { amount } from '../options/numbers.ts';
import { flow, list } from '../options/places.ts';
import { addTimerOptions, namesOption } from '../options/tracking-options.ts';
import { type TimelineOptions, timeline } from '../timelines.ts';

const FORMAT_NAMES = LADDER_FORMATS.map(({ name }) => name);

const EXAMPLES = `
Without --flow: the connections that ask most of somebody, most telling first.
Segments are written as packetdrill does: flags, first:next(length) octet counted from the initial sequence number, ack, win.
A state stands where its endpoint changed it. The window is that of the receiver of data: in flight, free, waiting to be read.

Examples:
  tcpstate timeline web.pcap                                  what is most worth a look
  tcpstate timeline web.pcap --flow 12 --all                  every segment of one connection
  tcpstate timeline web.pcap --flow 10.0.0.5:51234 --time absolute
  tcpstate timeline web.pcap --flow 12,13 --merge             two connections in one ladder
  tcpstate timeline web.pcap --flow 12 --format html > 12.html`;

const INPUT = {
  asks: 'which capture? timeline takes files, directories, or - for standard input',
  example: 'tcpstate timeline capture.pcap',
  stream: 'a capture',
  pipe: 'sudo tcpdump -i any -U -w - tcp | tcpstate timeline -',
};

export function configure(command: Command): void {
  command
    .description(
      'Shows what happened between the two endpoints of a connection: every segment that matters, the states of both ' +
        'ends, and why they changed.',
    )
    .argument('[files...]', 'captures (pcap, pcapng, or gzip of either), directories of them, or - for standard input')
    .optionsGroup('Which connections:')
    .addOption(
      new Option('--flow <flow>', 'by its number, address:port or address:port-address:port').argParser(list(flow)),
    )
    .addOption(
      new Option('-l, --limit <n>', 'tell at most so many (5, or 1000 with --flow)').argParser(
        amount('--limit', 'a number', 1, 10_000),
      ),
    )
    .optionsGroup('Output:')
    .addOption(
      new Option('-f, --format <format>', `${listed(FORMAT_NAMES)} (default: ${FORMAT_NAMES[0]})`).argParser(
        choice('--format', FORMAT_NAMES),
      ),
    )
    .option('--json', 'one document: --format json')
    .addOption(
      new Option(
        '--time <mode>',
        `${listed(TIME_MODES)}: since the first line, of the day, since the line before, since 1970`,
      )
        .argParser(choice('--time', TIME_MODES))
        .default('relative', 'relative'),
    )
    .option('--all', 'every segment; otherwise runs of plain data and ACKs are one line')
    .option('--merge', 'all connections in one ladder, by time')
    .option('--ascii', 'no characters beyond ASCII')
    .addOption(namesOption());
  addColourOptions(command);
  addTimerOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: TimelineOptions) => {
      demandInput(files, INPUT);
      await timeline(files, options);
    });
}
