/** `npm run build`: compiles the library file by file into dist/src, and bundles the program into dist/bin. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root, run } from './setup.mjs';

rmSync(join(root, 'dist'), { recursive: true, force: true });
for (const [tool, ...args] of [
  ['tsc', '-p', 'tsconfig.build.json'],
  ['rolldown', '-c'],
]) {
  const { ok, output } = run(join(root, 'node_modules', '.bin', tool), args);
  if (ok) continue;
  console.error(output.trim());
  process.exit(1);
}
