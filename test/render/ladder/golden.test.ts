/** Timelines that a person can read, as files in test/golden: `npx vitest run test/render/ladder -u` writes them anew. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASCII } from '../../../src/render/glyphs.ts';
import type { Telling } from '../../../src/render/ladder/telling.ts';
import { colourTheme } from '../../../src/render/theme.ts';
import { plainTheme } from '../../../src/render/tone.ts';
import { ladder } from '../../support/accounts.ts';

const golden = (name: string): string => join(import.meta.dirname, '..', '..', 'golden', name);
const LEAKY = 'test/fixtures/leaky-server.pcap';
const RESET = 'test/fixtures/rst-during-transfer.pcap';
const COLLISION = 'test/fixtures/scenarios/time-wait-collision.pcap';
const WINDOW = 'test/fixtures/scenarios/sliding-window-18-segments.pcap';

/** ESC made visible, so that the file can be read. */
const visible = (text: string): string => text.replaceAll('\x1b', '\\e');

describe('timelines', () => {
  it.each<[file: string, path: string, flows: number[], format: string, wishes: Partial<Telling>]>([
    ['timeline-close-wait.txt', LEAKY, [44], 'terminal', {}],
    ['timeline-lost-last-ack.txt', LEAKY, [22], 'terminal', {}],
    ['timeline-crossing-fins.txt', LEAKY, [30], 'terminal', {}],
    ['timeline-rst-during-transfer.txt', RESET, [1], 'terminal', {}],
    ['timeline-zero-window.txt', LEAKY, [28], 'terminal', {}],
    ['timeline-refused.txt', LEAKY, [10], 'terminal', {}],
    ['timeline-sliding-window.txt', WINDOW, [1], 'terminal', {}],
    ['timeline-ascii-80.txt', WINDOW, [1], 'terminal', { theme: plainTheme(ASCII), columns: 80 }],
    ['timeline-60.txt', LEAKY, [30], 'terminal', { columns: 60 }],
    ['timeline-colours.txt', LEAKY, [44], 'terminal', { theme: colourTheme(), columns: 100 }],
    ['timeline-merged.txt', LEAKY, [44, 10], 'terminal', { merge: true, times: 'absolute', naming: 'ss' }],
    ['timeline-time-wait-collision.txt', COLLISION, [1, 2], 'terminal', { merge: true }],
    ['timeline-delta.txt', LEAKY, [10], 'terminal', { times: 'delta' }],
    ['timeline.md', WINDOW, [1], 'markdown', {}],
    ['timeline.mmd', LEAKY, [44], 'mermaid', {}],
    ['timeline.svg', WINDOW, [1], 'svg', {}],
    ['timeline.html', LEAKY, [44], 'html', {}],
    ['timeline.jsonl', LEAKY, [44], 'json', { times: 'epoch' }],
  ])('%s', async (file, path, flows, format, wishes) => {
    await expect(visible(await ladder(path, flows, format, wishes))).toMatchFileSnapshot(golden(file));
  });

  it.each([60, 72, 80, 88, 100, 110, 120, 200])('fit %d columns', async (columns) => {
    const text = await ladder(LEAKY, [28, 30, 44, 9], 'terminal', { columns });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it('keep to ASCII where they are asked to', async () => {
    const text = await ladder(LEAKY, [28, 30, 44], 'terminal', { theme: plainTheme(ASCII) });
    // The section sign of the RFCs' numbers aside.
    expect(text.replaceAll('§', '')).toMatch(/^[\n -~]*$/);
  });
});
