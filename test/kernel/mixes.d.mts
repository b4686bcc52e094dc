import type { Scenario } from './scenarios.mjs';

export function mixes(options: { count: number; spread: number; losses: readonly number[] }): Scenario[];
