/** What people see, as files in test/golden that a person can read: `npx vitest run test/render -u` writes them anew. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TableStyle } from '../../src/render/formats/output.ts';
import { ASCII } from '../../src/render/glyphs.ts';
import { Grid } from '../../src/render/grid.ts';
import { colourTheme } from '../../src/render/theme.ts';
import { plainTheme } from '../../src/render/tone.ts';
import { folderWith } from '../support/program.ts';
import { rendered, type Wishes } from '../support/rendering.ts';
import { village } from '../support/village.ts';

const folder = folderWith({ 'village.pcap': village() });
const here = process.cwd();
beforeAll(() => process.chdir(folder.path));
afterAll(() => {
  process.chdir(here);
  folder.remove();
});

const golden = (name: string): string => join(import.meta.dirname, '..', 'golden', name);
const terminal = (columns: number, style: Partial<TableStyle> = {}): Wishes => ({
  table: { columns, rows: (options) => new Grid(options), ...style },
});

/** ESC made visible, so that the file can be read. */
const visible = (text: string): string => text.replaceAll('\x1b', '\\e');

describe('golden output', () => {
  it.each<[file: string, format: string, wishes: Wishes]>([
    ['table-pipe.txt', 'table', {}],
    ['table-terminal-60.txt', 'table', terminal(60)],
    ['table-terminal-80.txt', 'table', terminal(80)],
    ['table-terminal-120.txt', 'table', terminal(120)],
    ['table-terminal-200.txt', 'table', terminal(200)],
    ['table-ascii.txt', 'table', terminal(100, { theme: plainTheme(ASCII) })],
    ['table-colours.txt', 'table', terminal(100, { theme: colourTheme() })],
    ['table-no-header.txt', 'table', { table: { header: false } }],
    ['table-names-ss.txt', 'table', { table: { naming: 'ss' } }],
    ['table-names-windows.txt', 'table', { table: { naming: 'windows' } }],
    ['table-limit.txt', 'table', { limit: 2 }],
    ['table-transitions.txt', 'table', { transitions: true, accepts: ({ id }) => id === 3 }],
    ['table-none.txt', 'table', { accepts: () => false }],
    ['flows.csv', 'csv', {}],
  ])('%s', async (file, format, wishes) => {
    await expect(visible(await rendered('village.pcap', format, wishes))).toMatchFileSnapshot(golden(file));
  });

  it('says the same on a terminal as in a pipe', async () => {
    const drawn = await rendered('village.pcap', 'table', terminal(Infinity));
    expect(drawn).toBe(await rendered('village.pcap', 'table'));
  });

  it.each([60, 70, 80, 90, 100, 120, 140, 160])('fits %d columns', async (columns) => {
    const lines = (await rendered('village.pcap', 'table', terminal(columns))).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });
});
