import type { Namespace } from './namespace.mjs';

export function link(
  here: Namespace,
  device: string,
  there: Namespace,
  peer: string,
  options?: { readonly offload?: boolean },
): void;
export function settle(namespace: Namespace, device: string, addresses: readonly string[]): void;
