import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Namespace } from './namespace.mjs';

export function link(
  here: Namespace,
  device: string,
  there: Namespace,
  peer: string,
  options?: { readonly offload?: boolean },
): void;
export function settle(namespace: Namespace, device: string, addresses: readonly string[]): void;
export function cable(
  namespace: Namespace,
  left: string,
  right: string,
  delay: number,
): Promise<ChildProcessWithoutNullStreams>;
