/** What a recorder is told, and what it gives: a child process that writes pcap to its stdout, whichever it is. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { withRights } from '../rights.ts';
import type { Recipe } from './recipe.ts';
import { refused } from './refused.ts';
import { type Counters, Speech } from './speech.ts';

/** A recorder that runs. */
export interface Recording {
  readonly pcap: Readable;
  /** Since it was started: as far as it has told, and all of them when it has ended. */
  readonly counters: Counters;
  /** Resolves when it has ended, to why: what it said, else the signal that ended it; empty where there was neither. */
  readonly ended: Promise<string>;
  /** Asks it to bring the counters up to date. */
  count(): void;
  stop(): void;
}

/**
 * Starts a recorder and waits until it records.
 *
 * It speaks as tcpdump does (`speech.ts`), and takes orders on its stdin: `count`, a line each time, and the end of stdin, at
 * which it ends. So it ends, too, when this process is killed. `over` is for what may outlive the recorder itself.
 *
 * @throws TcpstateError where it cannot: no such interface, a filter that is none, no permission, not installed
 */
export async function record(program: string, words: readonly string[], recipe: Recipe): Promise<Recording> {
  const child = withRights(() =>
    spawn(program, words, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Its own group: Ctrl-C is for us, who then stop it and read what is left.
      detached: true,
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' },
    }),
  );
  const { stdin, stdout, stderr } = child;
  // It may have ended before it has heard everything.
  stdin.on('error', () => {});
  child.once('exit', () => stdin.end('over\n'));
  const speech = new Speech();
  const ended = new Promise<string>((resolve) =>
    child.once('close', (_, signal) => resolve(speech.reason || (signal ?? ''))),
  );
  await new Promise<void>((resolve, reject) => {
    stderr.setEncoding('latin1').on('data', (text: string) => {
      speech.hear(text);
      if (speech.listens) resolve();
    });
    child.once('error', ({ message }) => reject(refused(recipe, message)));
    child.once('close', () => reject(refused(recipe, speech.reason)));
  });
  return {
    pcap: stdout,
    counters: speech.counters,
    ended,
    count: () => void (stdin.writable && stdin.write('count\n')),
    stop: () => void stdin.end(),
  };
}
