/** Puts into README.md what the built program and the library example print now, but not the screen: `node scripts/refresh-readme.mjs`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { program, root } from './setup.mjs';

const node = (...words) => execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8' });

/** What the example prints; it has to be inside the package to import it by its name. */
function example(code) {
  const folder = join(root, '.cache', 'readme');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'example.mjs'), code);
  return node(join(folder, 'example.mjs'));
}

const file = join(root, 'README.md');
const readme = readFileSync(file, 'utf8');
const [, code = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(readme) ?? [];
const fresh = readme
  .replace(/^```console\n\$ tcpstate ((?:analyze|diagnose|timeline) .*)\n[\s\S]*?^```$/gm, (_, words) => {
    return `\`\`\`console\n$ tcpstate ${words}\n${node(program, ...words.split(' '))}\`\`\``;
  })
  .replace(/^```text\n[\s\S]*?^```$/m, () => `\`\`\`text\n${example(code)}\`\`\``);
writeFileSync(file, fresh);
console.log(fresh === readme ? 'README.md is as it should be.' : 'README.md is refreshed.');
