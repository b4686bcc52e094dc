/** The network interfaces of this machine. */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** Of all interfaces at once, where the system has such a thing. */
export const ANY = 'any';
const UP = 1;

export interface SystemInterface {
  readonly name: string;
  readonly up: boolean;
  readonly addresses: readonly string[];
}

/** By name; those that are down, too, where the system lists them. */
export function systemInterfaces(): SystemInterface[] {
  const addressed = networkInterfaces();
  const names = new Set([...linuxNames(), ...Object.keys(addressed)]);
  return [...names].sort().map((name) => {
    const addresses = (addressed[name] ?? []).map(({ address }) => address);
    return { name, up: isUp(name) ?? addresses.length > 0, addresses };
  });
}

/** Those of the network namespace that this process is in, which /sys need not show. */
function linuxNames(): string[] {
  return (read('/proc/self/net/dev') ?? '').split('\n').flatMap((line) => /^\s*(\S+):/.exec(line)?.[1] ?? []);
}

/** Null where the system does not say. */
function isUp(name: string): boolean | null {
  const flags = read(`/sys/class/net/${name}/flags`);
  return flags === null ? null : (Number(flags) & UP) !== 0;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
