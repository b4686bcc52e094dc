/** The options and words of `tcpstate watch`, and what they mean. */
import { readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { WriteOptions } from '../../src/capture/written.ts';
import { TcpstateError } from '../../src/errors.ts';
import { printable } from '../../src/render/text.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { nearest } from './nearest.ts';
import type { NamesOption, TrackingOptions } from './tracking-options.ts';

export interface WatchOptions extends ConnectionOptions, TrackingOptions, NamesOption {
  readonly filter?: string;
  readonly snaplen?: number;
  readonly buffer?: number;
  readonly promiscuous?: true;
  readonly user?: string;
  /** Seconds. */
  readonly duration?: number;
  readonly count?: number;
  readonly write?: string;
  /** MiB. */
  readonly rotateSize?: number;
  readonly rotateCount?: number;
  readonly stream?: true;
  readonly ndjson?: true;
  readonly color?: boolean;
}

/** Interfaces of this machine, with a filter if there is one, or the stream on standard input. */
export type Wires = { readonly interfaces: readonly string[]; readonly filter: string | null } | '-';

/**
 * The words that name interfaces, up to the first that does not; the others are the filter.
 *
 * @throws TcpstateError where the first names none, or a filter is given that does not apply
 */
export function chosenWires(words: readonly string[], names: readonly string[], filter: string | undefined): Wires {
  const found = words.findIndex((word) => !names.includes(word));
  const count = found === -1 ? words.length : found;
  const [first = ''] = words;
  if (first === '-') {
    if (words.length === 1 && filter === undefined) return '-';
    throw new TcpstateError(
      'bad-option',
      'a stream on standard input has its filter already',
      "give it to what records: … tcpdump -U -w - 'tcp port 443' | tcpstate watch -",
    );
  }
  if (count === 0) throw noInterface(first, names);
  const rest = words.slice(count).join(' ');
  if (rest !== '' && filter !== undefined) {
    throw new TcpstateError('bad-option', `a filter is given twice: '${filter}' and '${rest}'`, 'join them with and');
  }
  return { interfaces: words.slice(0, count), filter: rest || (filter ?? null) };
}

function noInterface(word: string, names: readonly string[]): TcpstateError {
  const meant = nearest(word, names);
  const known = `interfaces: ${names.join(', ')}`;
  return new TcpstateError(
    'not-found',
    `there is no interface ${printable(word)}`,
    meant === null ? known : `did you mean ${meant}? ${known}`,
  );
}

/** Those that are down, too, where the system lists them. */
export function interfaceNames(): string[] {
  try {
    return [...readdirSync('/sys/class/net').sort(), 'any'];
  } catch {
    return [...Object.keys(networkInterfaces()), 'any'];
  }
}

const MIB = 1 << 20;

/**
 * Where packets are written; null for nowhere.
 *
 * @throws TcpstateError where the options do not go together
 */
export function chosenFiles({ write, rotateSize, rotateCount }: WatchOptions): WriteOptions | null {
  if (rotateCount !== undefined && rotateSize === undefined) {
    throw new TcpstateError('bad-option', '--rotate-count needs to know when to rotate', 'add --rotate-size 100');
  }
  if (write === undefined) {
    if (rotateSize === undefined) return null;
    throw new TcpstateError('bad-option', '--rotate-size needs a file to rotate', 'add --write FILE');
  }
  if (write === '' || write === '-') {
    throw new TcpstateError(
      'bad-option',
      '--write takes the name of a file',
      'standard output is for what is found out',
    );
  }
  return {
    path: write,
    ...(rotateSize !== undefined && { rotateSize: rotateSize * MIB }),
    ...(rotateCount !== undefined && { rotateCount }),
  };
}
