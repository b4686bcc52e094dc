/** Options that take one word of a few. */
import { nearest } from './nearest.ts';
import { wrongValue } from './wrong.ts';

/** A parser of `option` that takes one of `words`. */
export function choice<T extends string>(option: string, words: readonly T[]): (value: string) => T {
  return (value) => {
    const found = words.find((word) => word === value.toLowerCase());
    if (found !== undefined) return found;
    const meant = nearest(value, words);
    throw wrongValue(option, listed(words), value, meant === null ? undefined : `did you mean ${option} ${meant}?`);
  };
}

/** `a, b or c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
