/** The members of a flow, written octet by octet, against the record that its snapshot gives. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openCapture } from '../../src/capture/open.ts';
import { Tracker } from '../../src/conntrack/tracker.ts';
import { Decoder } from '../../src/decode/decoder.ts';
import { inspect } from '../../src/inspect.ts';
import { writeFlowMembers } from '../../src/render/flow-json.ts';
import { OctetWriter } from '../../src/render/octet-writer.ts';
import { JSON_NOTATION, Values } from '../../src/render/values.ts';
import { flowRecord } from '../support/flow-record.ts';
import { folderWith } from '../support/program.ts';
import { village } from '../support/village.ts';

const EPOCH = 1_700_000_000;

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const folder = folderWith({ 'village.pcap': village() });
afterAll(() => folder.remove());
const captures = [
  join(folder.path, 'village.pcap'),
  ...readdirSync(fixtures)
    .filter((name) => /\.pcap/.test(name))
    .map((name) => join(fixtures, name)),
];

it.each(captures)('%s', async (path) => {
  const out = new OctetWriter();
  const values = new Values(out, JSON_NOTATION);
  values.epoch = EPOCH;
  const decoder = new Decoder();
  const tracker = new Tracker({ scopes: decoder.scopes });
  const written: string[] = [];
  const expected: string[] = [];
  tracker.onFlow = (flow) => {
    out.clear();
    writeFlowMembers(values, flow);
    written.push(`{${out.textFrom(0)}`);
    expected.push(JSON.stringify(flowRecord(flow.snapshot(), EPOCH)));
  };
  await inspect(await openCapture(path), tracker, { decoder });
  tracker.finish();
  expect(expected.length).toBeGreaterThan(0);
  expect(written).toEqual(expected);
});
