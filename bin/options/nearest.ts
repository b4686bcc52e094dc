/** What somebody may have meant who mistyped a word. */

/** Word of `words` that takes the fewest changed, missing, added or swapped letters, where they are few; else null. */
export function nearest(word: string, words: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(word.length / 3));
  let best: string | null = null;
  let least = most + 1;
  for (const candidate of words) {
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    if (changes < least) {
      best = candidate;
      least = changes;
    }
  }
  return best;
}

/** Damerau-Levenshtein distance, adjacent letters swapped once at most. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let k = 1; k <= other.length; k++) {
      const same = one[i - 1] === other[k - 1] ? 0 : 1;
      let changes = Math.min(last[k]! + 1, row[k - 1]! + 1, last[k - 1]! + same);
      const swapped = i > 1 && k > 1 && one[i - 1] === other[k - 2] && one[i - 2] === other[k - 1];
      if (swapped) changes = Math.min(changes, before[k - 2]! + 1);
      row.push(changes);
    }
    before = last;
    last = row;
  }
  return last[other.length]!;
}
