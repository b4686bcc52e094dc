/** `npm run bench`: sets up what is missing, then measures. */
import process from 'node:process';
import { build, installPackages, requireNode } from './setup.mjs';

requireNode();
installPackages();
const built = build();
if (!built.ok) {
  console.error(built.output.trim());
  process.exit(1);
}
await import('../bench/run.mjs');
