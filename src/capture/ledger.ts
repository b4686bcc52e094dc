/** What the inputs of one capture tell of the whole while they are read. */
import type { Progress } from './byte-source.ts';
import type { Interfaces } from './interfaces.ts';

export interface Ledger {
  readonly interfaces: Interfaces;
  /** The interface of an input that does not name its own. */
  readonly interfaceName?: string;
  readonly warnings: string[];
  readonly progress: Progress;
}
