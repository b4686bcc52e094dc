/** Timelines as one picture, which needs nothing beside itself. */
import { drawn, WIDTH } from './drawing.ts';
import { titleOf } from './heading.ts';
import { markup } from './markup.ts';
import { LADDER_STYLE } from './style.ts';
import { type Ladder, laddersOf, type Telling } from './telling.ts';

export function* write(telling: Telling): Generator<string> {
  const ladders = laddersOf(telling);
  const drawings = ladders.map((ladder) => drawn(ladder, telling));
  const height = drawings.reduce((sum, drawing) => sum + drawing.height, 0);
  yield opening(ladders, height);
  let y = 0;
  for (const { elements, height } of drawings) {
    yield `<g transform="translate(0 ${y})">\n${elements}</g>\n`;
    y += height;
  }
  yield '</svg>\n';
}

function opening(ladders: readonly Ladder[], height: number): string {
  const title = ladders.flatMap(({ accounts }) => accounts.map((account) => titleOf(account, '→'))).join(', ');
  return `<svg xmlns="http://www.w3.org/2000/svg" class="ladder" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${markup(title)}</title>
<style>${LADDER_STYLE}</style>
<rect class="ground" width="${WIDTH}" height="${height}"/>
`;
}
