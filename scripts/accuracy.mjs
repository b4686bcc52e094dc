/** `npm run accuracy`: sets up what is missing, then plays and scores. */
import process from 'node:process';
import { build, installPackages, requireNode } from './setup.mjs';

requireNode();
installPackages();
const built = build();
if (!built.ok) {
  console.error(built.output.trim());
  process.exit(1);
}
await import('../accuracy/run.mjs');
