/** Accounts of connections, from scenarios and captures, without a program around them. */
import { captureFacts } from '../../bin/facts.ts';
import { openCapture } from '../../src/capture/open.ts';
import { Accounts, type AccountsOptions } from '../../src/conntrack/account/accounts.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { Segment } from '../../src/decode/segment.ts';
import { inspect } from '../../src/inspect.ts';
import { LADDER_FORMATS } from '../../src/render/ladder/formats.ts';
import type { Telling } from '../../src/render/ladder/telling.ts';
import { plainTheme } from '../../src/render/tone.ts';
import type { Scenario } from './scenario.ts';
import { trackerOptions } from './scenario-play.ts';
import { fillSegment, wirePackets } from './scenario-segments.ts';

const EVERYTHING: AccountsOptions = { wants: () => true, most: 1000, order: (a, b) => a.flow.id - b.flow.id };

/** A tracker that a new `Accounts` watches. */
export function watched(
  options: Partial<AccountsOptions> = {},
  tracking = {},
): { accounts: Accounts; tracker: Tracker } {
  const accounts = new Accounts({ ...EVERYTHING, ...tracking, ...options });
  const tracker = new Tracker({ ...tracking, journal: true, witness: accounts });
  tracker.onTransition = (transition) => accounts.transition(transition);
  tracker.onFlow = (flow) => accounts.letGo(flow);
  return { accounts, tracker };
}

/** The accounts of a scenario that has been played to its end. */
export function accountsOf(scenario: Scenario, options: Partial<AccountsOptions> = {}): Accounts {
  const { accounts, tracker } = watched(options, trackerOptions(scenario));
  const segment = new Segment();
  let number = 0;
  for (const [i, wire] of wirePackets(scenario).entries()) {
    if (wire !== null) {
      fillSegment(segment, wire, ++number);
      tracker.track(segment);
    }
    tracker.advance(scenario.lines[i]!.time);
  }
  tracker.finish();
  return accounts;
}

/** What a format of timelines writes of the flows with those numbers in the capture at `path`. */
export async function ladder(
  path: string,
  ids: readonly number[],
  format: string,
  wishes: Partial<Telling> = {},
  options: Partial<AccountsOptions> = {},
): Promise<string> {
  const decoder = new Decoder();
  const wanted = new Set(ids);
  const { accounts, tracker } = watched(
    { wants: ({ flow }) => wanted.has(flow.number), ...options },
    { scopes: decoder.scopes },
  );
  const capture = await openCapture(path);
  const { start, end } = await inspect(capture, tracker, { decoder });
  tracker.finish();
  const { write } = await LADDER_FORMATS.find(({ name }) => name === format)!.load();
  const pieces = write({
    capture: captureFacts(capture, start, end),
    accounts: accounts.told,
    times: 'relative',
    merge: false,
    naming: 'rfc',
    theme: plainTheme(),
    columns: 120,
    ...wishes,
  });
  return [...pieces].join('');
}
