/** What the screen shows, as files in test/golden that a person can read: `npx vitest run test/render/tui -u` writes them anew. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../../../src/capture/open.ts';
import type { ProcessOf } from '../../../src/conntrack/findings/finding.ts';
import { ASCII } from '../../../src/render/glyphs.ts';
import { colourTheme } from '../../../src/render/theme.ts';
import { plainTheme } from '../../../src/render/tone.ts';
import { captureFromChunks } from '../../support/capture-files.ts';
import { inSteps, PLAIN, type Scene, Stage } from '../../support/screen.ts';
import { village } from '../../support/village.ts';

const golden = (name: string): string => join(import.meta.dirname, '..', '..', 'golden', name);
const leaky = async (scene: Scene = {}, seconds = 0): Promise<Stage> =>
  new Stage(scene).play(inSteps(await openCapture('test/fixtures/leaky-server.pcap'), seconds, 'eth0'));
const small = async (scene: Scene = {}, seconds = 0): Promise<Stage> =>
  new Stage(scene).play(inSteps(await captureFromChunks(village()), seconds));

/** The server's end is held by a process of this host, whose name is not to be trusted. */
const serverProcess: ProcessOf = (flow, end) =>
  end === flow.server ? { pid: 4242, name: 'no\x1bde', fds: [17, 18] } : null;

const WIDE = { columns: 200, rows: 50 };
const RECORDING = { recorder: 'libpcap', droppedKernel: 1234, droppedInterface: 0, limits: [] };

/** ESC made visible, so that the file can be read. */
const visible = (text: string): string => text.replaceAll('\x1b', '\\e');

describe('golden screens', () => {
  it.each<[file: string, stage: () => Promise<Stage>, keys: string]>([
    ['screen-80x24.txt', leaky, ''],
    ['screen-200x50.txt', () => leaky({ size: WIDE }), ''],
    ['screen-40x10.txt', () => leaky({ size: { columns: 40, rows: 10 } }), ''],
    ['screen-ascii.txt', () => leaky({ style: { ...PLAIN, theme: plainTheme(ASCII) } }), 'j'],
    ['screen-colours.txt', () => small({ style: { ...PLAIN, theme: colourTheme() } }, 1), 'j'],
    ['screen-states.txt', () => small({ size: { columns: 120, rows: 20 } }), 't'],
    [
      'screen-local.txt',
      () => small({ addresses: ['10.0.0.9', '10.0.0.5', '2001:db8::9'], size: { columns: 120, rows: 20 } }),
      '',
    ],
    ['screen-drops.txt', () => small({ recording: { ...RECORDING, limits: ['cap cannot tell losses'] } }), ''],
    ['screen-timers.txt', () => leaky({ size: { columns: 120, rows: 24 } }, 30), '8'],
    ['screen-filter.txt', leaky, '/ s t a t e : c l o s e _ w a i t space p o r t : 8 0 8 0 enter'],
    ['screen-prompt.txt', leaky, '/ p o r t : h t t p s'],
    ['screen-complaint.txt', leaky, '/ p o r t : h t t p s enter'],
    ['screen-frozen.txt', leaky, 'p j j j'],
    ['screen-sorted.txt', leaky, 's s s s s S'],
    ['screen-end.txt', leaky, 'G'],
    ['screen-help.txt', leaky, '?'],
    ['screen-diagnosis.txt', leaky, 'd'],
    ['screen-diagnosis-pgdn.txt', () => small({ size: { columns: 100, rows: 20 } }, 10), 'd pgdn'],
    ['screen-detail.txt', () => leaky({ size: { columns: 80, rows: 50 } }), 'j j enter'],
    ['screen-detail-80x24.txt', leaky, 'enter pgdn'],
    ['screen-detail-process.txt', () => leaky({ addresses: ['192.0.2.80'], processOf: serverProcess }), 'enter'],
  ])('%s', async (file, open, keys) => {
    const stage = await open();
    stage.press(...keys.split(' ').filter((key) => key !== ''));
    await expect(visible(stage.text())).toMatchFileSnapshot(golden(file));
  });

  it('screen-detail-followed.txt: segment by segment since a connection is looked at', async () => {
    const stage = new Stage({ size: { columns: 100, rows: 60 } });
    let batches = 0;
    await stage.play(inSteps(await captureFromChunks(village()), 0), () => {
      if (++batches === 2) stage.press('enter');
    });
    stage.press('G');
    await expect(visible(stage.text())).toMatchFileSnapshot(golden('screen-detail-followed.txt'));
  });

  it('screen-written.txt, by w: every row, whole lines', async () => {
    const stage = await leaky();
    expect(stage.press('w')).toBe('write');
    await expect(stage.whole()).toMatchFileSnapshot(golden('screen-written.txt'));
  });
});
