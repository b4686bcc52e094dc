export interface Stay {
  readonly time: number;
  readonly state: string;
  readonly nominal?: boolean;
}

export interface Visit {
  readonly state: string;
  readonly optional: boolean;
}

export function visited(stays: readonly Stay[], from: number, to: number): Visit[];
export function sameWay(one: readonly Visit[], other: readonly Visit[]): boolean;
export function agreement(told: readonly Stay[], truth: readonly Stay[], from: number, to: number): number;
export function spellVisits(visits: readonly Visit[]): string;
