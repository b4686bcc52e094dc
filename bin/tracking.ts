/** Opens the tracker that options ask for. */
import { Tracker } from '../src/conntrack/tracker.ts';
import type { Decoder } from '../src/decode/decoder.ts';
import { TcpstateError } from '../src/errors.ts';
import type { TrackingOptions } from './options/tracking-options.ts';

/**
 * @param journal whether the packet that showed a fact is remembered
 * @throws TcpstateError where there is not enough memory: a tracker takes the address space of all its flows at once
 */
export function openTracker(options: TrackingOptions, { scopes }: Decoder, journal: boolean): Tracker {
  const { profile, msl, finTimeout, maxFlows } = options;
  try {
    return new Tracker({
      profile,
      maxFlows,
      scopes,
      journal,
      rfc1337: options.rfc1337 === true,
      ...(msl !== undefined && { msl }),
      ...(finTimeout !== undefined && { finTimeout }),
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TcpstateError(
      'unavailable',
      `there is not enough memory to remember ${maxFlows} connections at a time`,
      '--max-flows takes a smaller number',
    );
  }
}
