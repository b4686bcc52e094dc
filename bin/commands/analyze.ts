/** `tcpstate analyze`: its options and its help. */
import { type Command, Option } from 'commander';
import { MOST_FLOWS } from '../../src/conntrack/flow-table.ts';
import { NAMINGS } from '../../src/conntrack/states.ts';
import { PROFILE_NAMES } from '../../src/conntrack/timeouts.ts';
import { DEFAULT_MAX_FLOWS } from '../../src/conntrack/tracker-options.ts';
import { TcpstateError } from '../../src/errors.ts';
import { formatCount } from '../../src/render/count.ts';
import { FORMATS } from '../../src/render/formats/list.ts';
import { SORTINGS } from '../../src/render/order.ts';
import { isTerminal, STDIN } from '../../src/render/terminal.ts';
import { analyze } from '../analysis.ts';
import type { AnalyzeOptions } from '../options/analyze-options.ts';
import { choice } from '../options/choice.ts';
import { amount, duration } from '../options/numbers.ts';
import { flow, host, list, network, portRange } from '../options/places.ts';
import { STATE_GROUPS, stateChoice } from '../options/states.ts';

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
    .addOption(
      new Option('--names <style>', 'how to write states: rfc, linux, ss, bsd or windows')
        .argParser(choice('--names', NAMINGS))
        .default('rfc', 'rfc'),
    )
    .option('--color', 'colours, even into a pipe')
    .option('--no-color', 'no colours')
    .optionsGroup('Which connections:')
    .addOption(
      new Option('--state <states>', 'those with an end in one of these states or groups; !state excludes').argParser(
        stateChoice('--state', false),
      ),
    )
    .addOption(
      new Option('--exclude <states>', 'not those with an end in one of these').argParser(
        stateChoice('--exclude', true),
      ),
    )
    .addOption(placeOption('--host <address>', 'those of this address', host))
    .addOption(placeOption('--net <network>', 'those of an address in this network, as 10.0.0.0/8', network))
    .addOption(placeOption('--port <port>', 'those of this port, or of a range as 8000-8099', portRange))
    .addOption(placeOption('--flow <flow>', 'one by its number, address:port or address:port-address:port', flow))
    .option('-4, --ipv4', 'IPv4 only')
    .option('-6, --ipv6', 'IPv6 only')
    .option('-n, --numeric', 'accepted for habit: names are never looked up')
    .optionsGroup('Tracking:')
    .addOption(
      new Option('--profile <system>', `whose timers to assume: ${PROFILE_NAMES.join(', ')}; see tcpstate timers`)
        .argParser(choice('--profile', PROFILE_NAMES))
        .default('linux', 'linux'),
    )
    .addOption(
      new Option('--msl <duration>', 'maximum segment lifetime; TIME_WAIT lasts twice that').argParser(
        duration('--msl'),
      ),
    )
    .addOption(
      new Option('--fin-timeout <duration>', 'how long FIN_WAIT_2 lasts once the socket is closed').argParser(
        duration('--fin-timeout'),
      ),
    )
    .option('--rfc1337', 'hosts ignore a RST in TIME_WAIT')
    .addOption(
      new Option('--max-flows <n>', 'connections to remember at one time')
        .argParser(amount('--max-flows', 'a number of connections', 1, MOST_FLOWS))
        .default(DEFAULT_MAX_FLOWS, formatCount(DEFAULT_MAX_FLOWS)),
    )
    .addOption(
      new Option('--checksums <which>', 'checksums to verify: none, headers or all')
        .argParser(choice('--checksums', CHECKSUMS))
        .default('headers', 'headers'),
    )
    .addHelpText('after', STATES_HELP)
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: AnalyzeOptions) => {
      if (files.length === 0) throw noFiles();
      if (files.includes('-') && isTerminal(STDIN)) throw nothingPiped();
      await analyze(files, options);
    });
}

/** An option that may be given several times, each with a list. */
function placeOption<T>(flags: string, description: string, parse: (entry: string) => T): Option {
  return new Option(flags, description).argParser(list(parse));
}

const LIVE = 'sudo tcpdump -i any -U -w - tcp | tcpstate analyze -';

function noFiles(): TcpstateError {
  return new TcpstateError(
    'bad-option',
    'which capture? analyze takes files, directories, or - for standard input',
    `tcpstate analyze capture.pcap, or: ${LIVE}`,
  );
}

function nothingPiped(): TcpstateError {
  return new TcpstateError('bad-option', '- reads a capture from standard input, but that is the terminal', LIVE);
}
