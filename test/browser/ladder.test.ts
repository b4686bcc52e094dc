/** Timelines as SVG and HTML in a real browser: they render without an error, need nothing else, and stay inside their frame. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ladder } from '../support/accounts.ts';
import { folderWith } from '../support/program.ts';
import { BROWSER, launch } from './browser.ts';

const folder = folderWith({});
afterAll(() => folder.remove());

const LEAKY = 'test/fixtures/leaky-server.pcap';
const scenarios = readdirSync('test/fixtures/scenarios').map((name) => join('test/fixtures/scenarios', name));
const KINDS: readonly [name: string, path: string, flows: number[]][] = [
  ['close-wait', LEAKY, [44]],
  ['close-wait over IPv6', LEAKY, [9]],
  ['lost last ACK', LEAKY, [22]],
  ['crossing FINs', LEAKY, [30]],
  ['RST during transfer', 'test/fixtures/rst-during-transfer.pcap', [1]],
  ['data left unread', LEAKY, [8]],
  ['zero window', LEAKY, [28]],
  ['refused', LEAKY, [10]],
  ['several', LEAKY, [44, 8, 10]],
  ['every packet twice', 'test/fixtures/any.pcap', [1, 2]],
  ['in a VLAN', 'test/fixtures/vlan.pcap', [1]],
  ['on the loopback', 'test/fixtures/loopback.pcap.gz', [1]],
  ...scenarios.map((path): [string, string, number[]] => [path, path, [1, 2]]),
];

const why = BROWSER === null ? ' (skipped: no chromium here)' : '';

describe.skipIf(BROWSER === null)(`timelines in chromium${why}`, () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launch();
    page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(`asks for ${request.url()}`);
    });
  });
  afterAll(() => browser.close());

  const show = async (text: string, name: string): Promise<void> => {
    const file = join(folder.path, name);
    writeFileSync(file, text);
    complaints.length = 0;
    await page.goto(pathToFileURL(file).href);
  };

  /** Texts that reach beyond the picture, those that lie on another one, and how many there are at all. */
  const texts = (): Promise<{ outside: string[]; covered: string[]; all: number }> =>
    page.evaluate(`(() => {
      const all = [...document.querySelectorAll('svg text')];
      const boxes = all.map((text) => text.getBoundingClientRect());
      const meet = (a, b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
      const covered = all.filter((_, i) => boxes.some((box, j) => j < i && meet(box, boxes[i])));
      const outside = all.filter((text) => {
        const frame = text.ownerSVGElement.getBoundingClientRect();
        const box = text.getBoundingClientRect();
        return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
      });
      const words = (found) => found.map((text) => text.textContent);
      return { outside: words(outside), covered: words(covered), all: all.length };
    })()`);

  const ground = (selector: string, property: string): Promise<string> =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);

  describe.each(KINDS)('%s', (name, path, flows) => {
    it.each(['svg', 'html'])('renders as %s', async (format) => {
      await show(await ladder(path, flows, format), `ladder.${format}`);
      const { outside, covered, all } = await texts();
      expect([outside, covered], name).toEqual([[], []]);
      expect(all).toBeGreaterThan(5);
      expect(complaints).toEqual([]);
    });
  });

  it.each([
    ['svg', '.ground', 'fill'],
    ['html', 'body', 'backgroundColor'],
  ])('%s is light or dark, as the reader has it', async (format, selector, property) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await show(await ladder(LEAKY, [44], format), `scheme.${format}`);
    expect(await ground(selector, property)).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground(selector, property)).toBe('rgb(20, 24, 31)');
  });

  it('shows hostile names as text', async () => {
    const hostile = '<img src=x onerror="document.title=1">\u202e&amp;';
    const capture = { source: 'file', name: hostile, interfaces: [], epoch: 0, start: 0, end: 0 } as const;
    await show(await ladder(LEAKY, [44], 'html', { capture }), 'hostile.html');
    expect(await page.textContent('h1')).toBe('<img src=x onerror="document.title=1">\\u202e&amp;');
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
