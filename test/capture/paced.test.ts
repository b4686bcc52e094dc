/** A capture in its own time: packets come when they came, time goes on between and behind them, and closing ends the waiting. */
import { describe, expect, it } from 'vitest';
import { paced } from '../../src/capture/paced.ts';
import { captureFromChunks, frameOf, pcapFile, readAll } from '../support/capture-files.ts';

const SECOND = 1_000_000_000n;
const packets = [0n, 20n, 350n].map((at) => ({ time: 1000n * SECOND + at * 1_000_000n, frame: frameOf(60) }));
const open = async (after: number) => paced(await captureFromChunks(pcapFile(packets)), { name: 'played', after });

describe('a paced capture', () => {
  it('gives every packet, not before its time, and tells how late it is in between', async () => {
    const begun = performance.now();
    const nows: number[] = [];
    let seen = 0;
    for await (const { from, to, time, now } of await open(0)) {
      for (let i = from; i < to; i++) {
        seen++;
        expect(time[i]!).toBeLessThanOrEqual(now);
        expect(performance.now() - begun).toBeGreaterThanOrEqual(time[i]! / 1e6 - 1);
      }
      nows.push(now);
    }
    expect(seen).toBe(3);
    expect(nows).toEqual(nows.toSorted((a, b) => a - b));
    // Between the second packet and the third, 330 ms later, there is time for empty batches.
    expect(nows.length).toBeGreaterThanOrEqual(5);
  });

  it('holds what the capture holds', async () => {
    const capture = await open(0);
    expect((await readAll(capture)).map(({ time }) => time)).toEqual(packets.map(({ time }) => time));
    expect(capture).toMatchObject({ name: 'played', source: 'file', epoch: 1000 });
  });

  it('goes on behind its last packet until it is closed', async () => {
    const capture = await open(Number.POSITIVE_INFINITY);
    let behind = 0;
    for await (const { from, to, now } of capture) {
      if (from === to && now > 400e6) behind++;
      if (behind === 2) capture.close();
    }
    expect(behind).toBe(2);
  });

  it('ends where there is no packet', async () => {
    const empty = paced(await captureFromChunks(pcapFile([])), { name: 'empty', after: Number.POSITIVE_INFINITY });
    expect(await readAll(empty)).toEqual([]);
  });
});
