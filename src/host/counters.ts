/** What the kernel counts and is set to in a network namespace. */

/** Files under /proc that tell it to whoever is in the namespace. */
export const NETWORK_FILES = ['/proc/thread-self/net/netstat', '/proc/sys/net/ipv4/ip_local_port_range'] as const;

export interface NetworkFacts {
  /** Connections that were dropped because an accept queue was full, since the namespace began. */
  readonly listenOverflows: number;
  /** How many ephemeral ports there are. */
  readonly ephemeralPorts: number;
}

/** Linux's default range of ports. */
const USUAL_PORTS = 28_232;

/** From the text of `NETWORK_FILES`; zero, or Linux's default, where it does not tell. */
export function networkFacts(text: string): NetworkFacts {
  const [, first, last] = /^(\d+)\s+(\d+)$/m.exec(text) ?? [];
  return {
    listenOverflows: counter(text, 'TcpExt', 'ListenOverflows'),
    ephemeralPorts: last === undefined ? USUAL_PORTS : Number(last) - Number(first) + 1,
  };
}

/** A counter of netstat, whose lines come in pairs: names, then numbers. */
function counter(text: string, group: string, name: string): number {
  const [names = [], numbers = []] = text
    .split('\n')
    .filter((line) => line.startsWith(`${group}:`))
    .map((line) => line.split(/\s+/));
  return Number(numbers[names.indexOf(name)] ?? 0);
}
