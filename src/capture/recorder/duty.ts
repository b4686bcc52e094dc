/** What recorders of ours have in common: what they are told to do, whom they obey, and how they speak. */
import { writeSync } from 'node:fs';
import type { Recipe } from './recipe.ts';
import { type Counters, countsOf, listensOn } from './speech.ts';

const [STDOUT, STDERR] = [1, 2];

/** What this process was started to record. */
export function recipe(): Recipe {
  return JSON.parse(process.argv[2]!);
}

/** Says that it records from now on, and obeys what comes on stdin. */
export function obey(name: string, counters: () => Counters, stop: () => void | Promise<void>): void {
  const tell = (): void => say(countsOf(counters()));
  process.stdin.on('data', tell).on('close', async () => {
    await stop();
    tell();
    process.exit();
  });
  say(listensOn(name));
}

export function giveUp(reason: string): never {
  say(`recorder: ${reason}\n`);
  process.exit(1);
}

/** Writes records and waits for whoever reads them: meanwhile the kernel's buffer fills, and what it drops is counted. */
export function put(bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(STDOUT, bytes, at);
  } catch {
    // Nobody reads any more.
    process.exit();
  }
}

function say(text: string): void {
  try {
    writeSync(STDERR, text);
  } catch {
    process.exit();
  }
}
