/** Opens the tracker that options ask for. */
import { Tracker } from '../src/conntrack/tracker.ts';
import type { Decoder } from '../src/decode/decoder.ts';
import { TcpstateError } from '../src/errors.ts';
import { chosenTimers, type TrackingOptions } from './options/tracking-options.ts';

/**
 * @param journal whether the packet that showed a fact is remembered
 * @throws TcpstateError where there is not enough memory: a tracker takes the address space of all its flows at once
 */
export function openTracker(options: TrackingOptions, { scopes }: Decoder, journal: boolean): Tracker {
  const { maxFlows } = options;
  try {
    return new Tracker({ ...chosenTimers(options), maxFlows, scopes, journal });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TcpstateError(
      'unavailable',
      `there is not enough memory to remember ${maxFlows} connections at a time`,
      '--max-flows takes a smaller number',
    );
  }
}
