/** The recorders. To add one: what starts it, and an entry here. */
import { TcpstateError } from '../../errors.ts';
import { startInNode } from './in-node.ts';
import type { Recipe } from './recipe.ts';
import type { Recording } from './recording.ts';
import { startTcpdump } from './tcpdump.ts';

export interface Recorder {
  start(recipe: Recipe): Promise<Recording>;
  /** What it cannot tell. */
  readonly limits: readonly string[];
}

/** In the order in which they are tried where none was asked for. */
export const RECORDER_NAMES = ['libpcap', 'tcpdump', 'cap'] as const;
export type RecorderName = (typeof RECORDER_NAMES)[number];

export const RECORDERS: Readonly<Record<RecorderName, Recorder>> = {
  libpcap: { start: (recipe) => startInNode('libpcap', recipe), limits: [] },
  tcpdump: { start: startTcpdump, limits: [] },
  cap: {
    start: (recipe) => startInNode('cap', recipe),
    limits: ['times are those of delivery, not of the packets', 'losses are not counted', 'always promiscuous'],
  },
};

export interface Start {
  readonly name: RecorderName;
  readonly recipe: Recipe;
  readonly recording: Recording;
}

/**
 * Starts the first of these recorders that works, with the first of the recipes, which differ in the filter, that it takes.
 *
 * @throws TcpstateError where none does: for want of permission, if one says so, or why the first does not
 */
export async function startFirst(names: readonly RecorderName[], recipes: readonly Recipe[]): Promise<Start> {
  let reason: TcpstateError | null = null;
  for (const name of names) {
    for (const recipe of recipes) {
      try {
        return { name, recipe, recording: await RECORDERS[name].start(recipe) };
      } catch (error) {
        if (!(error instanceof TcpstateError) || error.code === 'not-found') throw error;
        if (reason === null || error.code === 'no-permission') reason = error;
        // Only the filter can be another one for the same recorder.
        if (error.code !== 'bad-option') break;
        if (recipe === recipes.at(-1)) throw error;
      }
    }
  }
  throw reason!;
}
