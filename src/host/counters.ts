/** What the kernel counts and is set to in a network namespace. */

const NETSTAT = '/proc/thread-self/net/netstat';
const PORT_RANGE = '/proc/sys/net/ipv4/ip_local_port_range';
const KEEP_ALIVE_TIME = '/proc/sys/net/ipv4/tcp_keepalive_time';
const CONNTRACK_COUNT = '/proc/sys/net/netfilter/nf_conntrack_count';
const CONNTRACK_ESTABLISHED = '/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established';

/** Files that tell it to whoever is in the namespace. */
export const NETWORK_FILES: readonly string[] = [
  NETSTAT,
  PORT_RANGE,
  KEEP_ALIVE_TIME,
  CONNTRACK_COUNT,
  CONNTRACK_ESTABLISHED,
];

export interface NetworkFacts {
  /** Connections that were dropped because an accept queue was full, since the namespace began. */
  readonly listenOverflows: number;
  /** How many ephemeral ports there are. */
  readonly ephemeralPorts: number;
  /** Seconds of silence until the first keep-alive probe, where an application asks for keep-alive and sets no other. */
  readonly keepAliveTime: number;
  /** Seconds of silence after which nf_conntrack forgets an open connection; null where it tracks none. */
  readonly conntrackTimeout: number | null;
}

/** Linux's defaults. */
const USUAL_PORTS = 28_232;
const USUAL_KEEP_ALIVE_TIME = 7200;

/** From the text of `NETWORK_FILES`, each line behind the name of its file and a colon; zero, or Linux's default, where it does not tell. */
export function networkFacts(text: string): NetworkFacts {
  const lines = (file: string): string[] =>
    text.split('\n').flatMap((line) => (line.startsWith(`${file}:`) ? [line.slice(file.length + 1)] : []));
  const numbers = (file: string): number[] => lines(file)[0]?.trim().split(/\s+/).map(Number) ?? [];
  const [first, last] = numbers(PORT_RANGE);
  const [tracked = 0] = numbers(CONNTRACK_COUNT);
  return {
    listenOverflows: counter(lines(NETSTAT), 'TcpExt', 'ListenOverflows'),
    ephemeralPorts: first === undefined || last === undefined ? USUAL_PORTS : last - first + 1,
    keepAliveTime: numbers(KEEP_ALIVE_TIME)[0] ?? USUAL_KEEP_ALIVE_TIME,
    conntrackTimeout: tracked > 0 ? (numbers(CONNTRACK_ESTABLISHED)[0] ?? null) : null,
  };
}

/** A counter of netstat, whose lines come in pairs: names, then numbers. */
function counter(lines: readonly string[], group: string, name: string): number {
  const [names = [], numbers = []] = lines
    .filter((line) => line.startsWith(`${group}:`))
    .map((line) => line.split(/\s+/));
  return Number(numbers[names.indexOf(name)] ?? 0);
}
