import type { Scenario } from './scenarios.mjs';

export function play(
  folder: string,
  scenarios: readonly Scenario[],
  options?: { conntrack?: boolean },
): Promise<string[]>;
