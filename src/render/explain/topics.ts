/** Every topic that `tcpstate explain` knows, and how one is found. */
import { parseState } from '../../conntrack/states.ts';
import { CLOSING_STATES } from './closing-states.ts';
import { DATA_TOPICS } from './data.ts';
import { FLAG_TOPICS } from './flags.ts';
import { OPENING_STATES } from './opening-states.ts';
import { TERM_TOPICS } from './terms.ts';
import { TIMER_TOPICS } from './timers.ts';
import type { Topic } from './topic.ts';

/** A part of the whole, with its name by language. */
export interface Chapter {
  readonly en: string;
  readonly zh: string;
  readonly topics: readonly Topic[];
}

export const CHAPTERS: readonly Chapter[] = [
  { en: 'States', zh: '状态', topics: [...OPENING_STATES, ...CLOSING_STATES] },
  { en: 'Flags, opening and closing', zh: '标志、打开与关闭', topics: FLAG_TOPICS },
  { en: 'Timers', zh: '定时器', topics: TIMER_TOPICS },
  { en: 'Data', zh: '数据', topics: DATA_TOPICS },
  { en: 'Applications, hosts and captures', zh: '应用、主机与抓包', topics: TERM_TOPICS },
];

export const TOPICS: readonly Topic[] = CHAPTERS.flatMap(({ topics }) => topics);

const squeezed = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '');

const BY_NAME: ReadonlyMap<string, Topic> = new Map(
  TOPICS.flatMap((topic) => [topic.id, ...topic.also].map((name) => [squeezed(name), topic] as const)),
);

/**
 * The topic of that name: of a state in any tool's spelling, or as it stands in a list of notes or findings. `CLOSE` in
 * capitals is how netstat spells a state, `close` is the call.
 */
export function topicOf(name: string): Topic | null {
  const state = parseState(name);
  const ofState = state === null ? null : (BY_NAME.get(squeezed(state)) ?? null);
  const named = BY_NAME.get(squeezed(name)) ?? null;
  return name === name.toUpperCase() ? (ofState ?? named) : (named ?? ofState);
}

/** All names, for who has mistyped one. */
export const TOPIC_NAMES: readonly string[] = TOPICS.flatMap(({ id, also }) => [id, ...also]);
