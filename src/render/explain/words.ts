/** The headings of explanations. */
import type { Language, Text } from './topic.ts';

type Heading = Exclude<keyof Text, 'title' | 'means' | 'question'> | 'spellings' | 'example' | 'see';

export const HEADINGS: Readonly<Record<Language, Readonly<Record<Heading, string>>>> = {
  en: {
    act: 'Who must act',
    ends: 'What ends it',
    governs: 'What governs it',
    myth: 'Not so',
    spellings: 'Spelt',
    example: 'Example',
    see: 'See also',
  },
  zh: {
    act: '该由谁处理',
    ends: '如何结束',
    governs: '受什么控制',
    myth: '常见误解',
    spellings: '写法',
    example: '示例',
    see: '参见',
  },
};

/** What stands between a heading and what it heads, in running text. */
export const COLON: Readonly<Record<Language, string>> = { en: ': ', zh: '：' };

/** The parts of a text behind its meaning, in the order in which they are told. */
export const PARTS: readonly (keyof Text & Heading)[] = ['act', 'ends', 'governs', 'myth'];

/** The title of the page of all. */
export const PAGE_TITLE: Readonly<Record<Language, string>> = {
  en: 'What the states, timers and flags of TCP mean',
  zh: 'TCP 的状态、定时器和标志是什么意思',
};

/** What stands below that title. */
export const PAGE_NOTE: Readonly<Record<Language, string>> = {
  en: 'The text of `tcpstate explain`, written by `npm run docs`.',
  zh: '`tcpstate explain --lang zh` 的内容，由 `npm run docs` 生成。',
};
