/** `tcpstate timers`: the profiles of `analyze --profile`, and where their values come from. */
import type { Command } from 'commander';
import { PROFILE_NAMES, PROFILES } from '../../src/conntrack/timeouts.ts';
import { formatDuration } from '../../src/render/duration.ts';
import { plainTable } from '../plain-table.ts';
import { StandardOutput } from '../standard-output.ts';

const COLUMNS = ['PROFILE', '2MSL', 'FIN TIMEOUT', 'SYN RETRIES', 'SYNACK RETRIES', 'SOURCE'];

export function configure(command: Command): void {
  command
    .description(
      'Lists how long TIME_WAIT (2MSL), an orphan in FIN_WAIT_2 (FIN timeout) and unanswered SYNs last, by system.\n' +
        'Packets do not tell: choose with `tcpstate analyze --profile NAME`, or set --msl and --fin-timeout.',
    )
    .action(() => {
      const output = new StandardOutput();
      output.text(timerTable());
      output.flush();
    });
}

function timerTable(): string {
  const rows = PROFILE_NAMES.map((name) => {
    const { twoMsl, finTimeout, synRetries, synAckRetries, source } = PROFILES[name];
    const times = [twoMsl, finTimeout, synRetries, synAckRetries];
    return [name, ...times.map((time) => (time === null ? '-' : formatDuration(time))), source];
  });
  return plainTable([COLUMNS, ...rows]);
}
