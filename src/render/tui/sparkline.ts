/** A small graph of one line: a column for each second. */

/** The last `width` numbers as heights from `levels` (lowest first), the greatest of them as the highest. */
export function sparkline(numbers: readonly number[], width: number, levels: string): string {
  const shown = numbers.slice(-width);
  const most = Math.max(0, ...shown);
  const graph = shown.map((number) => levels[height(number, most, levels.length)]).join('');
  return graph.padStart(width);
}

/** Only nothing has the lowest height. */
function height(number: number, most: number, heights: number): number {
  return number <= 0 ? 0 : Math.max(1, Math.ceil((number / most) * (heights - 1)));
}
