/** Opens captures: files, directories of them, and standard input. */
import type { Readable } from 'node:stream';
import { TcpstateError } from '../errors.ts';
import { FileCapture } from './file-capture.ts';
import { type Input, listInputs } from './inputs.ts';
import { Interfaces } from './interfaces.ts';
import type { Ledger } from './ledger.ts';
import type { Capture } from './packet-batch.ts';
import { keptPart, type Manner, type Part, waitingPart } from './part.ts';

/** With more inputs than this, files are closed between reads, so that any number can be merged. */
const MOST_KEPT_OPEN = 64;

export interface OpenOptions {
  /** Where `-` is read from; `process.stdin` unless given. */
  readonly stdin?: Readable;
}

/**
 * Opens one or several inputs as one capture in time order: paths of pcap or pcapng files, also compressed with gzip,
 * directories that hold such files, and `-` for standard input.
 *
 * @throws TcpstateError where an input cannot be read or is no capture; for streams, iterating throws it instead
 */
export async function openCapture(inputs: string | readonly string[], options: OpenOptions = {}): Promise<Capture> {
  const names = typeof inputs === 'string' ? [inputs] : inputs;
  const named = listInputs(names, options.stdin !== undefined);
  const count = named.reduce((sum, { inputs: found }) => sum + found.length, 0);
  const ledger: Ledger = { interfaces: new Interfaces(), warnings: [], progress: { read: 0, total: null } };
  const manner: Manner = { ledger, stdin: options.stdin, keepOpen: count <= MOST_KEPT_OPEN };

  const parts: Part[] = [];
  for (const { name, directory, inputs: found } of named) {
    const before = parts.length;
    for (const input of found) {
      const part = await prepare(input, manner, { alone: count === 1, directory });
      if (part !== null) parts.push(part);
    }
    if (parts.length === before) {
      throw new TcpstateError('not-a-capture', `there is no capture in directory ${name}`);
    }
  }
  ledger.progress.total = parts.reduce<number | null>(
    (sum, { size }) => (sum === null || size === null ? null : sum + size),
    0,
  );
  return new FileCapture(names.join(', '), parts, ledger);
}

/** What is found in a directory need not be a capture, and what cannot be read there is told and left out. */
async function prepare(
  input: Input,
  manner: Manner,
  { alone, directory }: { alone: boolean; directory: boolean },
): Promise<Part | null> {
  try {
    return alone || input.kind !== 'path' ? await keptPart(input, manner) : await waitingPart(input, manner);
  } catch (error) {
    if (!directory || !(error instanceof TcpstateError)) throw error;
    if (error.code !== 'not-a-capture') manner.ledger.warnings.push(`${error.message}; it is left out`);
    return null;
  }
}
