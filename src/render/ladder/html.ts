/** Timelines as a page that needs nothing beside itself. */
import { printable } from '../text.ts';
import { formatDate } from '../time.ts';
import { drawn, WIDTH } from './drawing.ts';
import { titleOf } from './heading.ts';
import { markup } from './markup.ts';
import { LADDER_STYLE } from './style.ts';
import { laddersOf, type Telling } from './telling.ts';

const PAGE_STYLE = `body{margin:0;font:15px/1.5 system-ui,sans-serif}
main{max-width:1232px;margin:0 auto;padding:24px 20px}
h1{font-size:20px;margin:0 0 4px}
h2{font-size:15px;margin:28px 0 6px}
.about{color:var(--quiet);margin:0}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px}
svg{display:block}`;

export function* write(telling: Telling): Generator<string> {
  const { capture } = telling;
  const name = markup(printable(capture.name));
  const start = capture.start === null ? '' : ` · from ${formatDate(capture.epoch + Math.floor(capture.start / 1e9))}`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tcpstate: ${name}</title>
<style>${LADDER_STYLE}
${PAGE_STYLE}</style>
</head>
<body class="ladder">
<main>
<h1>${name}</h1>
<p class="about">TCP timelines${markup(start)}</p>
`;
  for (const ladder of laddersOf(telling)) {
    const alone = ladder.accounts.length === 1;
    const { elements, height } = drawn(ladder, telling, !alone);
    const title = ladder.accounts.map((account) => titleOf(account, '→')).join(', ');
    const names = ladder.accounts.map(({ flow }) => `#${flow.id}`).join(', ');
    yield `<h2>${markup(alone ? title : `connections ${names}`)}</h2>
<div class="scroll"><svg width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${markup(title)}">
${elements}</svg></div>
`;
  }
  yield '</main>\n</body>\n</html>\n';
}
