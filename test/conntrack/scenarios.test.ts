/** Every conversation of test/scenarios, played segment by segment and frame by frame. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../support/scenario.ts';
import { expectedAfter, play, shownAfter } from '../support/scenario-play.ts';
import { findings } from '../support/scenario-remarks.ts';

const folder = join(import.meta.dirname, '../scenarios');
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));

describe.each(files)('%s', (file) => {
  const scenario = parseScenario(readFileSync(join(folder, file), 'utf8'));

  // Each line is the end of a capture that stops there, so that nothing later can help.
  it.each(['segments', 'frames'] as const)('shows the states of every line (%s)', (way) => {
    const shown = scenario.lines.map(({ number, expected }, i) => {
      const performance = play(scenario, { count: i + 1, way });
      return `${number}: ${shownAfter(scenario, expected, performance).join(' | ')}`;
    });
    const wanted = scenario.lines.map(({ number, expected }) => `${number}: ${expectedAfter(expected).join(' | ')}`);
    expect(shown).toEqual(wanted);
  });

  it('is at the end as the block `expect` says', () => {
    const pairs = findings(scenario, play(scenario));
    expect(pairs.map(([, found]) => found)).toEqual(pairs.map(([said]) => said));
  });
});
