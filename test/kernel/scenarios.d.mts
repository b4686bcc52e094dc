/** What the lab plays; scenarios.mjs tells what there is to say of one. */
export interface Scenario {
  readonly name: string;
  readonly category: string;
  readonly long?: boolean;
}

export const SCRIPTED: readonly Scenario[];
export const ALL: readonly Scenario[];
