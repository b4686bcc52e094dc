/** `tcpstate timers`: the profiles of `analyze --profile`, the timers of idle connections, and where the values come from. */
import type { Command } from 'commander';
import { IDLE_TIMERS } from '../../src/conntrack/idle-timers.ts';
import { PROFILE_NAMES, PROFILES } from '../../src/conntrack/timeouts.ts';
import { TcpstateError } from '../../src/errors.ts';
import { tellsTimers, valueHere } from '../../src/host/live-timers.ts';
import { formatDuration } from '../../src/render/duration.ts';
import { plainTable } from '../plain-table.ts';
import { StandardOutput } from '../standard-output.ts';

const PROFILE_COLUMNS = ['PROFILE', '2MSL', 'FIN TIMEOUT', 'SYN RETRIES', 'SYNACK RETRIES', 'SOURCE'];
const IDLE_COLUMNS = ['OWNER', 'TIMER', 'USUALLY', 'WAITS WHILE', 'SOURCE'];
/** Between `USUALLY` and the rest. */
const HERE = 3;

export function configure(command: Command): void {
  command
    .description(
      'Lists how long TIME_WAIT (2MSL), an orphan in FIN_WAIT_2 (FIN timeout) and unanswered SYNs last, by system.\n' +
        'Packets do not tell: choose with `tcpstate analyze --profile NAME`, or set --msl and --fin-timeout.\n' +
        'Below, how long hosts, servers and middle boxes leave a connection idle.',
    )
    .option('--here', 'what this host has set, beside what is usual (Linux)')
    .action(({ here }: { here?: true }) => {
      if (here === true && !tellsTimers()) {
        throw new TcpstateError('bad-option', 'timers --here reads /proc/sys, which only Linux has');
      }
      const output = new StandardOutput();
      output.text(`${profileTable()}\n${idleTable(here === true)}`);
      output.flush();
    });
}

function profileTable(): string {
  const rows = PROFILE_NAMES.map((name) => {
    const { twoMsl, finTimeout, synRetries, synAckRetries, source } = PROFILES[name];
    return [name, ...[twoMsl, finTimeout, synRetries, synAckRetries].map(told), source];
  });
  return plainTable([PROFILE_COLUMNS, ...rows]);
}

function idleTable(here: boolean): string {
  const rows = IDLE_TIMERS.map((timer) => {
    const { owner, name, seconds, meaning, source } = timer;
    const row = [owner, name, told(seconds), meaning, source];
    return here ? row.toSpliced(HERE, 0, told(valueHere(timer))) : row;
  });
  return plainTable([here ? IDLE_COLUMNS.toSpliced(HERE, 0, 'HERE') : IDLE_COLUMNS, ...rows]);
}

function told(seconds: number | null): string {
  return seconds === null ? '-' : formatDuration(seconds);
}
