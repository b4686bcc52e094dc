/** `tcpstate watch`: its options and its help. */
import { type Command, Option } from 'commander';
import { RECORDER_NAMES } from '../../src/capture/recorder/list.ts';
import { choice } from '../options/choice.ts';
import { addColourOptions } from '../options/colour-options.ts';
import { addConnectionOptions } from '../options/connection-options.ts';
import { demandInput } from '../options/input-words.ts';
import { amount, duration } from '../options/numbers.ts';
import { addTrackingOptions, namesOption } from '../options/tracking-options.ts';
import type { WatchOptions } from '../options/watch-options.ts';
import { watch } from '../watching.ts';

const NOTES = `
Words that name interfaces of this machine, or any, come first; the first that names none begins the filter, in
tcpdump's syntax. Without a filter: TCP, also behind VLAN tags and inside tunnels. tcpstate interfaces lists them.

On a terminal there is a screen (? explains its keys), elsewhere a line for every change of state, for every
connection that is over, and for every finding: when it is new at its place, graver, or of twice as many connections.
A filter of connections shows a change if the connection fits once it has changed.

Connections that were there before are taken in from this host's sockets if they are silent (Linux, and without a
filter of packets): their certainty is kernel until a segment tells more. The others show by their segments.

It ends at Ctrl-C, SIGTERM, SIGHUP, --duration, --count or the end of the stream, with a summary. SIGUSR1 has it say
how many packets there were. What standard output's reader does not take in time, the kernel drops, and that is counted.

Started with sudo, it acts as the user who called sudo as soon as it captures: files are that user's. Started by root
itself it stays root, unless --user names another.
--rotate-size alone makes FILE, FILE1, FILE2 …; with --rotate-count FILE0, FILE1 … by turns, as tcpdump -C -W does.

Examples:
  sudo tcpstate watch eth0
  sudo tcpstate watch any port 443
  sudo tcpstate watch eth0 eth1 --ndjson --duration 1m
  sudo tcpstate watch eth0 --write web.pcap --rotate-size 100 --rotate-count 10
  sudo tcpdump -i eth0 -U -w - tcp | tcpstate watch -
  ssh host sudo tcpdump -U -w - tcp and not port 22 | tcpstate watch -`;

const STREAM = 'sudo tcpdump -i any -U -w - tcp | tcpstate watch -';

const INPUT = {
  asks: 'which interface? watch takes names of interfaces, any, or -',
  example: `sudo tcpstate watch any, or: ${STREAM}`,
  stream: 'a live stream',
  pipe: STREAM,
};

export function configure(command: Command): void {
  command
    .description('Follows connections live: on a screen, or as a stream of what happens.')
    .argument('[words...]', 'interfaces or any, then words of a filter; or - for a live stream on standard input')
    .optionsGroup('Output:')
    .option('--stream', 'lines, even on a terminal')
    .option('--ndjson', 'one record a line')
    .addOption(namesOption());
  addColourOptions(command)
    .optionsGroup('Capture:')
    .option('--filter <filter>', "packets to capture, in tcpdump's syntax")
    .addOption(
      new Option('--snaplen <octets>', 'octets to keep of each packet (default: 128)').argParser(
        amount('--snaplen', 'octets', 64, 262_144),
      ),
    )
    .addOption(
      new Option('--buffer <KiB>', 'buffer in the kernel (default: 32768)').argParser(
        amount('--buffer', 'KiB', 64, 1_048_576),
      ),
    )
    .option('--promiscuous', 'packets for other hosts, too')
    .addOption(
      new Option(
        '--recorder <name>',
        `what takes packets from the kernel: ${RECORDER_NAMES.join(', ')} (default: the first that works)`,
      ).argParser(choice('--recorder', RECORDER_NAMES)),
    )
    .option('--user <name>', 'who to act as once it captures, where root starts it')
    .addOption(new Option('--duration <duration>', 'end after this time').argParser(duration('--duration')))
    .addOption(
      new Option('-c, --count <n>', 'end after so many packets').argParser(amount('--count', 'a number of packets', 1)),
    )
    .option('-w, --write <file>', 'write the packets as captured to a pcap file, too')
    .addOption(
      new Option('--rotate-size <MiB>', 'begin the next file at this size').argParser(
        amount('--rotate-size', 'MiB', 1, 1_048_576),
      ),
    )
    .addOption(
      new Option('--rotate-count <n>', 'keep so many files').argParser(
        amount('--rotate-count', 'a number of files', 1, 1_000_000),
      ),
    );
  addConnectionOptions(command);
  addTrackingOptions(command)
    .addHelpText('after', NOTES)
    .action(async (words: string[], options: WatchOptions) => {
      demandInput(words.slice(0, 1), INPUT);
      await watch(words, options);
    });
}
