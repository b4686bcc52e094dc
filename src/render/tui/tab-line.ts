/** The line of tabs: which connections the table shows, by the states of their ends. */
import { formatCount } from '../count.ts';
import type { Theme } from '../tone.ts';
import { TABS } from './tabs.ts';

/** With the number of connections in each where there is room. */
export function tabLine(chosen: number, counts: readonly number[], columns: number, theme: Theme): string {
  const long = tabs(chosen, (i) => ` ${formatCount(counts[i] ?? 0)}`);
  const roomy = long.reduce((sum, text) => sum + text.length + 2, -2) <= columns;
  const texts = roomy ? long : tabs(chosen, () => '');
  return texts.map((text, i) => theme.paint(i === chosen ? 'strong' : 'quiet', text)).join(roomy ? '  ' : ' ');
}

function tabs(chosen: number, behind: (i: number) => string): string[] {
  return TABS.map(({ name }, i) => {
    const text = `${i + 1} ${name}${behind(i)}`;
    return i === chosen ? `[${text}]` : text;
  });
}
