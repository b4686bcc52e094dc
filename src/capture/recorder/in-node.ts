/** A recorder of ours: a program for Node in this folder, in a process of its own. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TcpstateError } from '../../errors.ts';
import type { Recipe } from './recipe.ts';
import { type Recording, record } from './recording.ts';

/** @throws TcpstateError as `record` does */
export async function startInNode(name: 'libpcap' | 'cap', recipe: Recipe): Promise<Recording> {
  return await record(process.execPath, [programOf(name), JSON.stringify(recipe)], recipe);
}

/** Where it lies in this package, whether the one who asks was bundled or not. */
function programOf(name: string): string {
  try {
    const library = createRequire(import.meta.url).resolve('tcpstate');
    return join(dirname(library), 'capture', 'recorder', `${name}.js`);
  } catch {
    throw new TcpstateError('unavailable', `there is no recorder ${name}: the package is not built`, 'npm run build');
  }
}
