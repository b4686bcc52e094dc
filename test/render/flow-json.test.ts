/** A flow that is written octet by octet is the record of its snapshot as JSON.stringify writes it. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { inspect } from '../../src/inspect.ts';
import { writeFlowMembers } from '../../src/render/flow-json.ts';
import { flowRecord } from '../../src/render/flow-record.ts';
import { OctetWriter } from '../../src/render/octet-writer.ts';
import { JSON_NOTATION, Values } from '../../src/render/values.ts';
import { directoryOf } from '../support/capture-files.ts';
import { village } from '../support/village.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const captures = readdirSync(fixtures).filter((name) => /\.pcap(ng)?$/.test(name));

/** Both ways for every flow of a capture. */
async function bothWays(path: string): Promise<{ written: string[]; specified: string[] }> {
  const decoder = new Decoder();
  const tracker = new Tracker({ scopes: decoder.scopes, maxFlows: 10_000 });
  const capture = await openCapture(path);
  const values = new Values(new OctetWriter(), JSON_NOTATION);
  const [written, specified]: [string[], string[]] = [[], []];
  tracker.onFlow = (flow) => {
    values.epoch = capture.epoch;
    values.out.clear();
    values.out.text('{');
    writeFlowMembers(values, flow, ['rst-in-transfer'], null);
    written.push(values.out.textFrom(0));
    specified.push(JSON.stringify(flowRecord(flow.snapshot(), capture.epoch, ['rst-in-transfer'])));
  };
  await inspect(capture, tracker, { decoder });
  tracker.finish();
  return { written, specified };
}

describe('a flow as JSON', () => {
  it.each(captures)('is what its snapshot says: %s', async (name) => {
    const { written, specified } = await bothWays(join(fixtures, name));
    expect(written.length).toBeGreaterThan(0);
    expect(written).toEqual(specified);
  });

  it('tells which process holds an end, where that is known', async () => {
    const tracker = new Tracker({ maxFlows: 10_000 });
    const values = new Values(new OctetWriter(), JSON_NOTATION);
    const process = { pid: 7, name: 'a "b"', fds: [3, 4] };
    tracker.onFlow = (flow) => {
      values.out.clear();
      values.out.text('{');
      writeFlowMembers(values, flow, [], (_, end) => (end === flow.server ? process : null));
    };
    await inspect(await openCapture(join(fixtures, 'rst-during-transfer.pcap')), tracker);
    tracker.finish();
    const { client, server } = JSON.parse(values.out.textFrom(0));
    expect([client.process, server.process]).toEqual([null, process]);
  });

  it('is what its snapshot says, with VLANs, notes and all', async () => {
    const path = join(directoryOf(), 'village.pcap');
    writeFileSync(path, village());
    const { written, specified } = await bothWays(path);
    expect(written).toEqual(specified);
  });
});
