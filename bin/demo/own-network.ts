/** A network namespace for this process alone, in which packets get lost. It is gone when this process is, and with it all rules. */
import { execFileSync } from 'node:child_process';
import { TcpstateError } from '../../src/errors.ts';
import { openLibc } from '../../src/host/libc.ts';

/**
 * Moves this process, and what it starts from now on, into a new namespace with nothing but a loopback.
 *
 * @throws TcpstateError where it may not, or cannot
 */
export async function enterOwnNetwork(kind: string): Promise<void> {
  const libc = await openLibc();
  if (libc === null) {
    throw new TcpstateError(
      'unavailable',
      `demo ${kind} makes a network namespace of its own, which takes Linux and the package koffi`,
    );
  }
  try {
    libc.enterNewNetwork();
  } catch {
    throw new TcpstateError(
      'no-permission',
      `demo ${kind} takes root: it makes a network namespace of its own, in which packets get lost`,
      `sudo tcpstate demo ${kind}`,
    );
  }
  run(['ip', 'link', 'set', 'lo', 'up']);
}

/**
 * Has segments get lost on their way in, behind the point where packets are captured, until the function that it returns is called.
 *
 * @param match which, in the words of nft(8)
 * @throws TcpstateError where nft cannot be used
 */
export function lose(match: string): () => void {
  run(['nft', '-f', '-'], `table inet demo { chain lost { type filter hook input priority 0; ${match} drop; }; }\n`);
  return () => run(['nft', 'delete', 'table', 'inet', 'demo']);
}

function run([program, ...words]: readonly [string, ...string[]], input = ''): void {
  try {
    execFileSync(program, words, {
      input,
      stdio: 'pipe',
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' },
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'it is not installed' : (message.split('\n')[1] ?? message);
    throw new TcpstateError('unavailable', `this demo takes ${program}, which does not work here: ${why}`);
  }
}
