/** What `tcpstate watch` does: captures on interfaces, or reads a live stream, and tells what happens as it happens. */
import { readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { DEFAULT_FILTER, openLive } from '../src/capture/live.ts';
import { openCapture } from '../src/capture/open.ts';
import type { Capture } from '../src/capture/packet-batch.ts';
import { FlowRows } from '../src/conntrack/flow-rows.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { TcpstateError } from '../src/errors.ts';
import { open as openNdjson } from '../src/render/formats/ndjson.ts';
import { openStream } from '../src/render/formats/stream.ts';
import { report } from './analysis.ts';
import { Notices } from './notices.ts';
import type { AnalyzeOptions } from './options/analyze-options.ts';
import { complain, StandardOutput } from './standard-output.ts';
import { tableStyle } from './table-style.ts';

export interface WatchOptions extends Pick<AnalyzeOptions, 'profile' | 'maxFlows' | 'names'> {
  readonly filter?: string;
  readonly snaplen?: number;
  readonly buffer?: number;
  readonly promiscuous?: true;
  /** Seconds. */
  readonly duration?: number;
  readonly ndjson?: true;
}

/**
 * Watches until the user interrupts it, the stream ends, or the duration is over.
 *
 * @param words interfaces, then words of a filter; or `-`
 * @throws TcpstateError where it cannot capture
 */
export async function watch(words: readonly string[], options: WatchOptions): Promise<void> {
  const capture = words[0] === '-' ? await openCapture('-') : await startCapture(words, options);
  const decoder = new Decoder();
  const table = await tableStyle({ names: options.names, header: true });
  const sink = new StandardOutput();
  const remember = () => new FlowRows(decoder.scopes);
  const job = { sink, accepts: null, limit: Infinity, order: null, remember, transitions: true, table };
  const output = options.ndjson ? openNdjson(job) : openStream(sink, table);
  const seconds = options.duration;
  const timer = seconds === undefined ? undefined : setTimeout(() => capture.close(), seconds * 1e3);
  try {
    await report(capture, { decoder, options, output, journal: options.ndjson === true, notices: new Notices(true) });
  } finally {
    clearTimeout(timer);
  }
}

async function startCapture(words: readonly string[], options: WatchOptions): Promise<Capture> {
  const { interfaces, filter } = splitWords(words, interfaceNames(), options.filter);
  const { snaplen, buffer, promiscuous } = options;
  const capture = await openLive(interfaces, {
    filter,
    ...(snaplen !== undefined && { snapLength: snaplen }),
    ...(buffer !== undefined && { buffer }),
    promiscuous: promiscuous === true,
  });
  const { recorder, limits } = capture.live!;
  complain(`tcpstate: watching ${interfaces.join(', ')} with ${recorder}: ${limits.join('; ')}\n`);
  return capture;
}

/**
 * The words that name interfaces, up to the first that does not; the others are the filter.
 *
 * @throws TcpstateError where the first names none, or a filter is given twice
 */
export function splitWords(
  words: readonly string[],
  names: readonly string[],
  option: string | undefined,
): { interfaces: readonly string[]; filter: string } {
  const found = words.findIndex((word) => !names.includes(word));
  const count = found === -1 ? words.length : found;
  if (count === 0) {
    const [word = ''] = words;
    throw new TcpstateError('not-found', `there is no interface ${word}`, `interfaces: ${names.join(', ')}`);
  }
  const rest = words.slice(count).join(' ');
  if (rest !== '' && option !== undefined) {
    throw new TcpstateError('bad-option', `a filter is given twice: '${option}' and '${rest}'`, 'join them with and');
  }
  return { interfaces: words.slice(0, count), filter: rest || (option ?? DEFAULT_FILTER) };
}

/** Those that are down, too, where the system lists them. */
function interfaceNames(): string[] {
  try {
    return [...readdirSync('/sys/class/net').sort(), 'any'];
  } catch {
    return [...Object.keys(networkInterfaces()), 'any'];
  }
}
