/** One input as a part of a capture: how it is opened, and when it begins. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ByteSource } from './byte-source.ts';
import { LARGEST_WINDOW } from './byte-window.ts';
import { FileSource } from './file-source.ts';
import type { Input } from './inputs.ts';
import { Interfaces } from './interfaces.ts';
import type { Ledger } from './ledger.ts';
import { Reader } from './reader.ts';
import { StreamSource } from './stream-source.ts';

/** Enough for a file's first packet, and for one of many files that are read side by side. */
const SMALL_WINDOW = 65536;

/** Second since the Unix epoch, and nanoseconds since that. */
export interface Instant {
  readonly second: number;
  readonly nanoseconds: number;
}

export interface Part {
  /** Time of the first packet; null where there is none or it is not known yet. */
  begins: Instant | null;
  /** The reader of what can be opened once only; null for a file that is opened when its turn comes. */
  readonly kept: Reader | null;
  /** Octets; null where unknown. */
  readonly size: number | null;
  /**
   * @param epoch of the capture; NaN where the first packet makes it
   * @param alone whether no other part is being read
   */
  open(epoch: number, alone: boolean): Promise<Reader>;
}

/** How the parts of one capture are read. */
export interface Manner {
  readonly ledger: Ledger;
  /** Where `-` is read from, in place of the process's own standard input. */
  readonly stdin: Readable | undefined;
  /** False where there are more files than may be open at once. */
  readonly keepOpen: boolean;
}

/**
 * A part that is read as it comes: the only file of a capture, or a stream.
 *
 * @throws TcpstateError where a file is no capture; a stream tells so only when it is read
 */
export async function keptPart(input: Input, manner: Manner): Promise<Part> {
  const kept = createReader(input, manner, manner.ledger, LARGEST_WINDOW, Number.NaN);
  if (input.kind === 'path' || input.kind === 'descriptor') await kept.open();
  return { begins: null, kept, size: input.size, open: async () => kept };
}

/**
 * One of several files: looked at now, opened when its turn comes.
 *
 * @throws TcpstateError where it is no capture
 */
export async function waitingPart(input: Input, manner: Manner): Promise<Part> {
  const scratch = { interfaces: new Interfaces(), warnings: [], progress: { read: 0, total: null } };
  const glance = createReader(input, manner, scratch, SMALL_WINDOW, Number.NaN);
  try {
    await glance.open();
    await glance.next();
  } finally {
    glance.close();
  }
  const open = async (epoch: number, alone: boolean) => {
    const reader = createReader(input, manner, manner.ledger, alone ? LARGEST_WINDOW : SMALL_WINDOW, epoch);
    await reader.open().catch((error: Error) => leaveOut(reader, error, manner.ledger));
    return reader;
  };
  return { begins: firstInstant(glance), kept: null, size: input.size, open };
}

/** When the packets of a reader's first batch begin; null where it has none, or they tell no time. */
export function firstInstant({ count, clock, packets }: Reader): Instant | null {
  if (count === 0 || Number.isNaN(clock.epoch)) return null;
  return { second: clock.epoch, nanoseconds: packets.time[0]! };
}

/** A file that was a capture a moment ago, and is gone or is none now, does not end the others. */
function leaveOut(reader: Reader, error: Error, { warnings }: Ledger): void {
  warnings.push(`${error.message}; it is left out`);
  reader.close();
}

function createReader(input: Input, manner: Manner, ledger: Ledger, window: number, epoch: number): Reader {
  return new Reader(input.name, openSource(input, manner, ledger), window, { epoch, latest: 0 }, ledger);
}

function openSource({ kind, name }: Input, { stdin, keepOpen }: Manner, { progress }: Ledger): ByteSource {
  switch (kind) {
    case 'path':
      return new FileSource({ file: name, keepOpen }, progress);
    case 'descriptor':
      return new FileSource({ file: 0, keepOpen: true }, progress);
    case 'pipe':
      return new StreamSource(createReadStream(name), progress);
    case 'stdin':
      return new StreamSource(stdin ?? process.stdin, progress);
  }
}
