import type { Scenario } from './dataset.mjs';

/** One endpoint, as one capture shows it; compare.mjs tells more. */
export interface Comparison {
  readonly scenario: Scenario;
  readonly vantage: string;
  readonly flow: number;
  readonly side: 'client' | 'server';
  readonly knowable: boolean;
  readonly final: boolean;
  readonly way: boolean;
  readonly share: number | null;
}

type Contender = 'tcpstate' | 'stream' | 'atOnce' | 'conntrack';

export function judge<C extends Contender>(
  name: string,
  scenarios: readonly Scenario[],
  contenders: readonly C[],
): Promise<{ readonly name: string } & Readonly<Record<C, readonly Comparison[]>>>;
