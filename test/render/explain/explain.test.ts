/** Explanations: every name leads to one, both languages have the same parts, and every reference leads somewhere. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/conntrack/findings/list.ts';
import { NOTES } from '../../../src/conntrack/notes.ts';
import { NAMINGS, STATES, spellState } from '../../../src/conntrack/states.ts';
import { HOST_RULES } from '../../../src/host/findings/list.ts';
import { EXAMPLE_NAMES } from '../../../src/render/explain/examples.ts';
import { explanation, overview } from '../../../src/render/explain/page.ts';
import { LANGUAGES, type Text } from '../../../src/render/explain/topic.ts';
import { TOPIC_NAMES, TOPICS, topicOf } from '../../../src/render/explain/topics.ts';
import { plainTheme } from '../../../src/render/tone.ts';
import { columnsOf, wrapText } from '../../../src/render/wrap.ts';

/** Findings that a diagnosis names. */
const FINDINGS = new Set([...RULES, ...HOST_RULES.map(({ kind }) => kind)].map(({ id }) => id));

const SPELLINGS = STATES.flatMap((state) => NAMINGS.map((naming) => spellState(state, naming)));
const HAN = /\p{Script=Han}/u;

describe('names', () => {
  it.each([...SPELLINGS, 'SYN_SEND', 'LOSE_WAIT', 'FIN_WAIT1', 'syn_recv'])('%s is the name of a state', (name) => {
    const topic = topicOf(name);
    expect(STATES.map((state) => state.toLowerCase().replaceAll('_', '-'))).toContain(topic?.id);
  });

  it.each(NOTES.map(([name]) => name))('the note %s is explained', (name) => {
    expect(topicOf(name)).not.toBeNull();
  });

  it.each([...FINDINGS])('the finding %s is explained', (name) => {
    expect(topicOf(name)).not.toBeNull();
  });

  it('are there once', () => {
    const names = TOPIC_NAMES.map((name) => name.toLowerCase().replaceAll(/[\s_-]/g, ''));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(topicOf('nonsense')).toBeNull();
  });
});

describe.each(TOPICS)('$id', (topic) => {
  const { text, see, example } = topic;

  it('has the same parts in every language', () => {
    const shape = (of: Text): unknown[] => [Object.keys(of).toSorted(), of.means.length];
    expect(shape(text.zh)).toEqual(shape(text.en));
  });

  it('is written in its language', () => {
    const words = ({ means, ...parts }: Text): string[] => [...means, ...Object.values(parts)];
    expect(words(text.en).filter((part) => HAN.test(part))).toEqual([]);
    // A list of settings reads the same everywhere.
    expect(words(text.zh).filter((part) => !HAN.test(part) && !/^net\./.test(part))).toEqual([]);
  });

  it('leads on to topics and examples that are there', () => {
    expect(see.filter((id) => !TOPICS.some((each) => each.id === id))).toEqual([]);
    if (example !== undefined) expect(EXAMPLE_NAMES).toContain(example);
  });

  it.each(LANGUAGES)('fits a terminal of 80 columns (%s)', (language) => {
    const lines = explanation(topic, language, plainTheme(), 80);
    expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([]);
  });
});

it('the overview names every topic', () => {
  for (const language of LANGUAGES) {
    const text = overview(language, plainTheme()).join('\n');
    expect(TOPICS.filter(({ id }) => !text.includes(`  ${id} `))).toEqual([]);
  }
});

it('breaks lines at spaces and between wide characters, never before a full stop', () => {
  expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapText('状态与定时器。', 6)).toEqual(['状态与', '定时', '器。']);
  expect(wrapText('处于 TIME_WAIT 的一端', 14)).toEqual(['处于 TIME_WAIT', '的一端']);
});
