export interface Scenario {
  readonly folder: string;
  readonly truth: { readonly scenario: string; readonly category: string; readonly params: { readonly loss?: number } };
}

export function readDataset(path: string): Scenario[];
