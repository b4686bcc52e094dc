/** Records packets with tcpdump: a child process that writes pcap to its stdout and counts on its stderr when signalled. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { TcpstateError } from '../../errors.ts';
import { withRights } from '../rights.ts';

/** What a recorder is to record, and how. */
export interface Recipe {
  /** Its name as the system knows it, or `any`. */
  readonly interface: string;
  /** In libpcap's syntax; empty for everything. */
  readonly filter: string;
  /** Octets kept of each packet. */
  readonly snapLength: number;
  /** Buffer in the kernel, in KiB. */
  readonly buffer: number;
  readonly promiscuous: boolean;
}

export interface Counters {
  received: number;
  droppedKernel: number;
  droppedInterface: number;
}

/** A recorder that runs. */
export interface Recording {
  readonly pcap: Readable;
  /** Since it was started: as far as it has told, and all of them when it has ended. */
  readonly counters: Counters;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Asks it to bring the counters up to date. */
  count(): void;
  stop(): void;
}

const COUNTS: readonly [RegExp, keyof Counters][] = [
  [/(\d+) packets? received by filter/, 'received'],
  [/(\d+) packets? dropped by kernel/, 'droppedKernel'],
  [/(\d+) packets? dropped by interface/, 'droppedInterface'],
];

/**
 * Starts tcpdump and waits until it records.
 *
 * @throws TcpstateError where it cannot: no such interface, a filter that is none, no permission, no tcpdump
 */
export async function startTcpdump(recipe: Recipe): Promise<Recording> {
  const child = withRights(() =>
    spawn('tcpdump', words(recipe), {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group: Ctrl-C is for us, who then stop it and read what is left.
      detached: true,
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' },
    }),
  );
  const counters: Counters = { received: 0, droppedKernel: 0, droppedInterface: 0 };
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // The signals that follow would end it before it listens.
  await listening(child, recipe, counters);
  return {
    pcap: child.stdout!,
    counters,
    ended,
    count: () => void withRights(() => child.kill('SIGUSR1')),
    stop: () => void withRights(() => child.kill('SIGTERM')),
  };
}

function words({ interface: name, filter, snapLength, buffer, promiscuous }: Recipe): string[] {
  const manner = ['-n', '-U', `--snapshot-length=${snapLength}`, `--buffer-size=${buffer}`];
  if (!promiscuous) manner.push('--no-promiscuous-mode');
  return [`--interface=${name}`, ...manner, '--time-stamp-precision=nano', '-w', '-', '--', filter];
}

function listening(child: ChildProcess, recipe: Recipe, counters: Counters): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest = '';
    let reason = '';
    child.stderr!.setEncoding('latin1').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!.slice(-1000);
      for (const line of lines) {
        if (line.startsWith('tcpdump: listening on ')) resolve();
        else if (reason === '' && !/^tcpdump: (WARNING|verbose|data link type)/.test(line)) reason = line;
        for (const [pattern, counter] of COUNTS) {
          const found = pattern.exec(line);
          if (found !== null) counters[counter] = Number(found[1]);
        }
      }
    });
    child.on('error', (error: NodeJS.ErrnoException) => reject(notStarted(error)));
    child.on('close', () => reject(refused(recipe, reason.replace(/^tcpdump: /, ''))));
  });
}

function notStarted(error: NodeJS.ErrnoException): TcpstateError {
  if (error.code !== 'ENOENT') return new TcpstateError('unavailable', `cannot start tcpdump: ${error.message}`);
  return new TcpstateError(
    'unavailable',
    'cannot capture: there is no tcpdump on this machine',
    'install tcpdump, or read a capture that was made elsewhere: tcpstate analyze capture.pcap',
  );
}

/** tcpdump's own sentence, as ours. */
function refused({ interface: name, filter }: Recipe, reason: string): TcpstateError {
  if (/permission|not permitted/i.test(reason)) {
    return new TcpstateError(
      'no-permission',
      `cannot capture on ${name}: operation not permitted`,
      `sudo tcpstate watch ${name}, or: sudo tcpdump -i ${name} -U -w - tcp | tcpstate watch -`,
    );
  }
  if (/no such device|doesn't exist/i.test(reason)) {
    return new TcpstateError(
      'not-found',
      `cannot capture on ${name}: there is no such interface`,
      'ip link lists them',
    );
  }
  const parsed = /filter expression: (.*)/.exec(reason);
  if (parsed !== null) return new TcpstateError('bad-option', `the filter '${filter}' is none: ${parsed[1]}`);
  return new TcpstateError('unavailable', `cannot capture on ${name}: ${reason || 'tcpdump ended'}`);
}
