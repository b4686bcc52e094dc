import type { ChildProcessWithoutNullStreams } from 'node:child_process';

export class Namespace {
  private constructor();
  /** Throws where this system does not let us have one. */
  static open(): Promise<Namespace>;
  readonly pid: string;
  run(...words: string[]): string;
  feed(input: string, ...words: string[]): string;
  start(...words: string[]): ChildProcessWithoutNullStreams;
  close(): void;
}

export function said(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string>;
export function sockets(...namespaces: Namespace[]): string;
export function play(
  client: Namespace,
  server: Namespace,
  casts: readonly (readonly [addresses: string, pace: string, ...scenes: string[]])[],
): Promise<() => void>;
