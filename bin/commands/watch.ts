/** `tcpstate watch`: its options and its help. */
import { type Command, Option } from 'commander';
import { MOST_FLOWS } from '../../src/conntrack/flow-table.ts';
import { NAMINGS } from '../../src/conntrack/states.ts';
import { PROFILE_NAMES } from '../../src/conntrack/timeouts.ts';
import { DEFAULT_MAX_FLOWS } from '../../src/conntrack/tracker-options.ts';
import { TcpstateError } from '../../src/errors.ts';
import { formatCount } from '../../src/render/count.ts';
import { isTerminal, STDIN } from '../../src/render/terminal.ts';
import { choice } from '../options/choice.ts';
import { amount, duration } from '../options/numbers.ts';
import { type WatchOptions, watch } from '../watching.ts';

const EXAMPLES = `
Words that name interfaces come first; the first that names none begins the filter, in tcpdump's syntax.
Without a filter: tcp or (vlan and tcp). Packets are captured by tcpdump, which must be installed.

Examples:
  sudo tcpstate watch eth0
  sudo tcpstate watch any port 443
  sudo tcpstate watch eth0 eth1 --ndjson --duration 1m
  sudo tcpdump -i eth0 -U -w - tcp | tcpstate watch -`;

export function configure(command: Command): void {
  command
    .description(
      'Follows connections live: every change of state and every closed connection, a line each as it happens.',
    )
    .argument('[words...]', 'interfaces or any, then words of a filter; or - for a live stream on standard input')
    .option('--ndjson', 'one record a line')
    .addOption(
      new Option('--names <style>', 'how to write states: rfc, linux, ss, bsd or windows')
        .argParser(choice('--names', NAMINGS))
        .default('rfc', 'rfc'),
    )
    .optionsGroup('Capture:')
    .option('-f, --filter <filter>', "packets to capture, in tcpdump's syntax")
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
    .addOption(new Option('--duration <duration>', 'end after this time').argParser(duration('--duration')))
    .optionsGroup('Tracking:')
    .addOption(
      new Option('--profile <system>', `whose timers to assume: ${PROFILE_NAMES.join(', ')}; see tcpstate timers`)
        .argParser(choice('--profile', PROFILE_NAMES))
        .default('linux', 'linux'),
    )
    .addOption(
      new Option('--max-flows <n>', 'connections to remember at one time')
        .argParser(amount('--max-flows', 'a number of connections', 1, MOST_FLOWS))
        .default(DEFAULT_MAX_FLOWS, formatCount(DEFAULT_MAX_FLOWS)),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (words: string[], options: WatchOptions) => {
      if (words.length === 0) {
        throw new TcpstateError(
          'bad-option',
          'which interface? watch takes names of interfaces, any, or -',
          'sudo tcpstate watch any',
        );
      }
      if (words[0] === '-' && isTerminal(STDIN)) {
        throw new TcpstateError(
          'bad-option',
          '- reads a live stream from standard input, but that is the terminal',
          'sudo tcpdump -i any -U -w - tcp | tcpstate watch -',
        );
      }
      await watch(words, options);
    });
}
