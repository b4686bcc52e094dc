/** The captures of test/fixtures/scenarios are what their scenarios say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { captureOf } from './scenario-capture.ts';

const folder = join(import.meta.dirname, '..', 'fixtures', 'scenarios');

it.each(readdirSync(folder))('%s is the scenario of its name', (file) => {
  const text = readFileSync(join(import.meta.dirname, '..', 'scenarios', file.replace(/pcap$/, 'txt')), 'utf8');
  expect(readFileSync(join(folder, file)).equals(captureOf(text))).toBe(true);
});
