/** How long a connection may be idle: timers of hosts, servers and middle boxes beside those of the states themselves. */
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';

export interface IdleTimer {
  /** Who has it. */
  readonly owner: string;
  /** As it is called there. */
  readonly name: string;
  /** What it is set to where nobody has changed it, in seconds. */
  readonly seconds: number;
  /** What it waits for, or what happens then. */
  readonly meaning: string;
  readonly source: string;
  /** The file that holds the value of this host, in seconds; null for timers of others. */
  readonly file: string | null;
}

/** In the order in which they are listed. */
export const IDLE_TIMERS: readonly IdleTimer[] = [
  linux('tcp_fin_timeout', 60, 'orphan in FIN_WAIT_2; not TIME_WAIT, whose 60 s are compiled in'),
  linux('tcp_keepalive_time', 7200, 'idle until the first keep-alive probe, where the application set SO_KEEPALIVE'),
  linux('tcp_keepalive_intvl', 75, 'between probes; after tcp_keepalive_probes, 9, unanswered ones it is dead: 11m15s'),
  conntrack('syn_sent', 120, 'SYN seen'),
  conntrack('syn_recv', 60, 'SYN+ACK seen'),
  conntrack('established', 432_000, 'open, idle; then the entry is gone and late segments are dropped or refused'),
  conntrack('fin_wait', 120, 'first FIN seen'),
  conntrack('close_wait', 60, 'first FIN acknowledged'),
  conntrack('last_ack', 30, 'second FIN seen'),
  conntrack('time_wait', 120, 'second FIN acknowledged'),
  conntrack('close', 10, 'RST seen'),
  conntrack('unacknowledged', 300, 'open, data unanswered'),
  conntrack('max_retrans', 300, 'open, data sent again three times (nf_conntrack_tcp_max_retrans)'),
  other(
    'f5',
    'Idle Timeout',
    300,
    'idle; then the entry is gone, and by default both ends get a RST',
    'BIG-IP TCP profile',
  ),
  other(
    'f5',
    'Keep Alive Interval',
    1800,
    'between keep-alives that it sends; some texts have 1800 milliseconds',
    'BIG-IP TCP profile',
  ),
  other(
    'aws-nlb',
    'idle timeout',
    350,
    'idle; then the entry is gone, and what comes is answered by RST',
    'AWS: Network Load Balancers',
  ),
  other(
    'apache',
    'KeepAliveTimeout',
    15,
    'idle after a response; then the server closes first. 5 s since httpd 2.2',
    'httpd 2.0 core',
  ),
  other(
    'nginx',
    'keepalive_timeout',
    75,
    'idle after a response; then the server closes first',
    'ngx_http_core_module',
  ),
];

/** The value of this host in seconds; null where it has none, or cannot tell. */
export function valueHere({ file }: IdleTimer): number | null {
  if (file === null) return null;
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch {
    return null;
  }
}

/** Whether this host keeps its timers where they are looked for. */
export function tellsTimers(): boolean {
  return platform() === 'linux';
}

function linux(name: string, seconds: number, meaning: string): IdleTimer {
  return { owner: 'linux', name, seconds, meaning, source: 'ip-sysctl', file: `/proc/sys/net/ipv4/${name}` };
}

function conntrack(state: string, seconds: number, meaning: string): IdleTimer {
  const file = `/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_${state}`;
  return { owner: 'nf_conntrack', name: state, seconds, meaning, source: 'nf_conntrack-sysctl', file };
}

function other(owner: string, name: string, seconds: number, meaning: string, source: string): IdleTimer {
  return { owner, name, seconds, meaning, source, file: null };
}
