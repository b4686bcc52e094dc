import type { Comparison } from './judge.mjs';

export interface Score {
  readonly endpoints: number;
  readonly final: number;
  readonly way: number;
  readonly time: number;
}

export function grouped(comparisons: readonly Comparison[]): [group: string, Comparison[]][];
export function scoreOf(comparisons: readonly Comparison[]): Score;
export function disagreements(comparisons: readonly Comparison[]): Comparison[];
