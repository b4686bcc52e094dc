/** Real captures, damaged at random, through the whole of capture, decode and conntrack: nothing throws, and what is told agrees with itself. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openCapture } from '../src/capture/open.ts';
import type { FlowCursor } from '../src/conntrack/flow-cursor.ts';
import { Tracker } from '../src/conntrack/tracker.ts';
import { Decoder } from '../src/decode/decoder.ts';
import { Verdict } from '../src/decode/verdict.ts';
import { TcpstateError } from '../src/errors.ts';
import { type Inspection, inspect } from '../src/inspect.ts';
import { randomFrom } from './support/simulator.ts';

const ROUNDS = 200;
const folder = mkdtempSync(join(tmpdir(), 'tcpstate-mutated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixtures = readdirSync(join(import.meta.dirname, 'fixtures'))
  .filter((name) => name.includes('.pcap'))
  .map((name) => {
    const octets = readFileSync(join(import.meta.dirname, 'fixtures', name));
    return { name, octets: name.endsWith('.gz') ? gunzipSync(octets) : octets };
  });

/** Overwrites, flips, fills and copies a few octets, and sometimes cuts the end off. */
function damage(octets: Buffer, random: () => number): Buffer {
  const damaged = Buffer.from(octets);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let left = 1 + below(60); left > 0; left--) {
    const at = below(random() < 0.3 ? 400 : damaged.length - 4);
    switch (below(4)) {
      case 0:
        damaged[at] = below(256);
        break;
      case 1:
        damaged[at]! ^= 1 << below(8);
        break;
      case 2:
        damaged.fill(random() < 0.5 ? 0xff : 0, at, at + 4);
        break;
      default:
        damaged.copyWithin(at, below(damaged.length - 64), below(damaged.length));
    }
  }
  return random() < 0.75 ? damaged : damaged.subarray(0, below(damaged.length));
}

/** What does not agree in a flow that was let go. */
function contradictions(flow: FlowCursor): string[] {
  const snapshot = flow.snapshot();
  const history = flow.history();
  const found: string[] = [];
  for (const side of ['client', 'server'] as const) {
    if (side === 'server' && snapshot.notes.includes('self-connect')) continue; // one socket, told as the client's
    const last = history.filter(({ endpoint }) => endpoint === side).at(-1);
    if ((last?.to ?? null) !== snapshot[side].state) found.push(`${side}: ${last?.to} and ${snapshot[side].state}`);
    if (snapshot[side].packets < 0 || snapshot[side].bytes < 0) found.push(`${side}: negative counts`);
  }
  if (snapshot.lastSeen < snapshot.firstSeen) found.push('ends before it begins');
  return found;
}

interface Outcome {
  readonly inspection: Inspection;
  readonly tracker: Tracker;
  readonly found: readonly string[];
  readonly flows: number;
}

async function analyze(path: string): Promise<Outcome> {
  const decoder = new Decoder({ checksums: 'all' });
  const tracker = new Tracker({ maxFlows: 50, journal: true, scopes: decoder.scopes });
  const found: string[] = [];
  let flows = 0;
  tracker.onFlow = (flow) => {
    flows++;
    found.push(...contradictions(flow));
  };
  const inspection = await inspect(await openCapture(path), tracker, { decoder });
  tracker.finish();
  return { inspection, tracker, found, flows };
}

describe.each(fixtures)('$name, damaged', ({ name, octets }) => {
  it('is read as far as it goes, and what is told agrees with itself', async () => {
    const random = randomFrom(octets.length);
    for (let round = 0; round < ROUNDS; round++) {
      const path = join(folder, `${name}-${round}`);
      writeFileSync(path, damage(octets, random));
      const outcome = await analyze(path).catch((error: unknown) => {
        expect(error, `round ${round}`).toBeInstanceOf(TcpstateError);
        return null;
      });
      rmSync(path);
      if (outcome === null) continue;
      const { inspection, tracker, found, flows } = outcome;
      expect(found, `round ${round}`).toEqual([]);
      expect(flows).toBe(tracker.counters.flows);
      expect(tracker.counters.segments).toBe(inspection.verdicts[Verdict.SEGMENT]);
    }
  });
});
