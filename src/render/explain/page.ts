/** Explanations as text for a terminal, and all of them as a page of Markdown. */
import { NAMINGS, STATES, type State, spellState } from '../../conntrack/states.ts';
import type { Theme } from '../tone.ts';
import { columnsOf, wrapText } from '../wrap.ts';
import { exampleLines } from './examples.ts';
import type { Language, Topic } from './topic.ts';
import { CHAPTERS } from './topics.ts';
import { COLON, HEADINGS, PAGE_NOTE, PAGE_TITLE, PARTS } from './words.ts';

const INDENT = '  ';

/** Lines of one explanation. */
export function explanation(topic: Topic, language: Language, theme: Theme, columns: number): string[] {
  const text = topic.text[language];
  const headings = HEADINGS[language];
  const lines = [theme.paint('strong', text.title), ''];
  const blank = (): void => {
    if (lines.at(-1) !== '') lines.push('');
  };
  const paragraph = (content: string): void => void lines.push(...wrapText(content, columns), '');
  if (text.question !== undefined)
    lines.push(...wrapText(text.question, columns).map((line) => theme.paint('note', line)), '');
  for (const each of text.means) paragraph(each);
  const width = Math.max(...Object.values(headings).map(columnsOf)) + 2;
  const entry = (heading: string, content: string): void => {
    const [first = '', ...more] = wrapText(content, columns - width);
    lines.push(theme.paint('title', heading) + ' '.repeat(width - columnsOf(heading)) + first);
    lines.push(...more.map((line) => ' '.repeat(width) + line));
  };
  for (const part of PARTS) if (text[part] !== undefined) entry(headings[part], text[part]);
  const state = stateOf(topic);
  if (state !== null) entry(headings.spellings, spellings(state).join(', '));
  if (topic.example !== undefined) {
    const example = exampleLines(topic.example, language).map((line) => INDENT + line);
    blank();
    lines.push(theme.paint('title', headings.example), ...example);
  }
  if (topic.see.length > 0) {
    blank();
    entry(headings.see, topic.see.map((id) => `tcpstate explain ${id}`).join(', '));
  }
  return lines;
}

/** What can be explained, a line each. */
export function overview(language: Language, theme: Theme): string[] {
  const width = Math.max(...CHAPTERS.flatMap(({ topics }) => topics.map(({ id }) => id.length))) + 2;
  return CHAPTERS.flatMap((chapter) => [
    theme.paint('title', chapter[language]),
    ...chapter.topics.map(({ id, text }) => `${INDENT}${id.padEnd(width)}${text[language].title}`),
    '',
  ]);
}

/** All explanations as Markdown: docs/explain.en.md, docs/explain.zh.md. */
export function explainPage(language: Language): string {
  const chapters = CHAPTERS.map((chapter) => {
    return [`## ${chapter[language]}`, ...chapter.topics.map((topic) => section(topic, language))].join('\n\n');
  });
  return `# ${PAGE_TITLE[language]}\n\n${PAGE_NOTE[language]}\n\n${chapters.join('\n\n')}\n`;
}

function section(topic: Topic, language: Language): string {
  const text = topic.text[language];
  const headings = HEADINGS[language];
  const parts = PARTS.flatMap((part) => (text[part] === undefined ? [] : [[headings[part], text[part]] as const]));
  const state = stateOf(topic);
  const facts = [...parts, ...(state === null ? [] : [[headings.spellings, spellings(state).join(', ')] as const])];
  return [
    `### ${topic.id}`,
    `**${text.title}**`,
    ...(text.question === undefined ? [] : [`> ${text.question}`]),
    ...text.means,
    ...(facts.length === 0
      ? []
      : [facts.map(([heading, content]) => `- **${heading}**${COLON[language]}${content}`).join('\n')]),
    ...(topic.example === undefined ? [] : [`\`\`\`text\n${exampleLines(topic.example, language).join('\n')}\n\`\`\``]),
    ...(topic.see.length === 0
      ? []
      : [`${headings.see}${COLON[language]}${topic.see.map((id) => `[${id}](#${id})`).join(', ')}`]),
  ].join('\n\n');
}

function stateOf({ id }: Topic): State | null {
  return STATES.find((state) => state.toLowerCase().replaceAll('_', '-') === id) ?? null;
}

/** Every spelling of the state, each once. */
function spellings(state: State): string[] {
  return [...new Set(NAMINGS.map((naming) => spellState(state, naming)))];
}
