/** What packets of a scene show: everything that passes the loopback from or to one port, followed while it is played. */
import { openLive } from '../../src/capture/live.ts';
import type { Capture } from '../../src/capture/packet-batch.ts';
import { Accounts } from '../../src/conntrack/account/accounts.ts';
import type { Account } from '../../src/conntrack/account/lines.ts';
import { Diagnosis } from '../../src/conntrack/findings/diagnosis.ts';
import type { Finding } from '../../src/conntrack/findings/finding.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { inspect } from '../../src/inspect.ts';
import { type CaptureFacts, captureQuality, type Totals } from '../../src/render/report.ts';
import { captureFacts, totals } from '../facts.ts';
import { byAttention } from '../timelines.ts';

const LOOPBACK = 'lo';
const MAX_FLOWS = 1000;

export interface Heard {
  readonly capture: CaptureFacts;
  readonly totals: Totals;
  readonly findings: readonly Finding[];
  /** The most telling connection; null where there was none. */
  readonly account: Account | null;
}

/**
 * Starts to listen; the function it returns ends that and tells what was heard.
 *
 * @throws TcpstateError where packets cannot be captured
 */
export async function listenTo(port: number): Promise<() => Promise<Heard>> {
  const live = await openLive([LOOPBACK], { filter: `tcp port ${port}` });
  const heard = follow(live);
  return () => {
    live.close();
    return heard;
  };
}

async function follow(capture: Capture): Promise<Heard> {
  const decoder = new Decoder();
  const diagnosis = new Diagnosis();
  const accounts = new Accounts({ wants: () => true, most: 1, order: byAttention });
  const tracker = new Tracker({ scopes: decoder.scopes, journal: true, witness: accounts, maxFlows: MAX_FLOWS });
  tracker.onTransition = (transition) => accounts.transition(transition);
  tracker.onFlow = (flow) => {
    accounts.letGo(flow);
    diagnosis.look(flow);
  };
  const inspection = await inspect(capture, tracker, { decoder });
  tracker.finish();
  const facts = captureFacts(capture, inspection.start, inspection.end);
  const counts = totals(capture, tracker, inspection);
  const findings = diagnosis.conclude(captureQuality(facts, counts));
  return { capture: facts, totals: counts, findings, account: accounts.told[0] ?? null };
}
