/** What the user named, turned into single files and streams: directories become the files in them. */
import { accessSync, constants, fstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TcpstateError } from '../errors.ts';
import { shellWord } from './shell-word.ts';

/** What `-` is called in messages. */
export const STANDARD_INPUT = 'standard input';

/** One file or stream to read. */
export interface Input {
  /** For messages: as the user named it, or the directory's name joined with the file's. */
  readonly name: string;
  /** `path` and `descriptor` are regular files, read directly; the others are streams. */
  readonly kind: 'path' | 'descriptor' | 'pipe' | 'stdin';
  /** Octets; null where unknown. */
  readonly size: number | null;
}

/** What one name stands for. */
export interface Named {
  readonly name: string;
  readonly directory: boolean;
  /** A single one, but for directories. */
  readonly inputs: readonly Input[];
}

/**
 * @param streamed whether standard input is given as a stream, even if it is a file
 * @throws TcpstateError where something named cannot be read
 */
export function listInputs(names: readonly string[], streamed: boolean): Named[] {
  if (names.length === 0) throw new TcpstateError('bad-option', 'no capture file is named');
  if (names.filter((name) => name === '-').length > 1) {
    throw new TcpstateError('bad-option', 'standard input (-) is named twice');
  }
  return names.map((name) => (name === '-' ? standardInput(streamed) : lookUp(name)));
}

function standardInput(streamed: boolean): Named {
  if (!streamed && process.stdin.isTTY) {
    const hint = 'tcpdump -i any -U -w - tcp | tcpstate analyze -';
    throw new TcpstateError('not-a-capture', 'standard input is a terminal, not a capture', hint);
  }
  const file = streamed ? undefined : fstatSync(0);
  const input: Input = file?.isFile()
    ? { name: STANDARD_INPUT, kind: 'descriptor', size: file.size }
    : { name: STANDARD_INPUT, kind: 'stdin', size: null };
  return { name: '-', directory: false, inputs: [input] };
}

function lookUp(name: string): Named {
  try {
    const stats = statSync(name);
    accessSync(name, constants.R_OK);
    if (stats.isDirectory()) return { name, directory: true, inputs: filesIn(name) };
    const input: Input = stats.isFile() ? { name, kind: 'path', size: stats.size } : { name, kind: 'pipe', size: null };
    return { name, directory: false, inputs: [input] };
  } catch (error) {
    throw unreadable(name, error as NodeJS.ErrnoException);
  }
}

/** The regular files in a directory, by name; not those in directories below it. */
function filesIn(directory: string): Input[] {
  const inputs: Input[] = [];
  for (const entry of readdirSync(directory).sort()) {
    const name = join(directory, entry);
    const stats = statSync(name, { throwIfNoEntry: false });
    if (stats?.isFile()) inputs.push({ name, kind: 'path', size: stats.size });
  }
  return inputs;
}

/** The error for a path that the system will not let us read. */
function unreadable(path: string, error: NodeJS.ErrnoException): TcpstateError {
  if (error.code === 'ENOENT') return new TcpstateError('not-found', `cannot read ${path}: no such file`);
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new TcpstateError(
      'not-readable',
      `cannot read ${path}: permission denied`,
      `sudo cat ${shellWord(path)} | tcpstate analyze -`,
    );
  }
  return new TcpstateError('not-readable', `cannot read ${path}: ${error.message}`);
}
