/** How long a connection may be idle: timers of hosts, servers and middle boxes beside those of the states themselves. */

/** What is done when the time is over. */
export type Consequence =
  /** The end that has it closes. */
  | 'closes'
  /** A middle box forgets the connection: what comes later is dropped or answered by RST. */
  | 'forgets'
  /** Neither, or not of an open connection. */
  | null;

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
  readonly consequence: Consequence;
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
  conntrack('max_retrans', 300, 'open, data sent again three times'),
  other(
    'f5',
    'Idle Timeout',
    300,
    'forgets',
    'idle; then the entry is gone, and by default both ends get a RST',
    'BIG-IP TCP profile',
  ),
  other(
    'f5',
    'Keep Alive Interval',
    1800,
    null,
    'between keep-alives that it sends; some texts have 1800 milliseconds',
    'BIG-IP TCP profile',
  ),
  other(
    'aws-nlb',
    'idle timeout',
    350,
    'forgets',
    'idle; then the entry is gone, and what comes is answered by RST',
    'AWS: Network Load Balancers',
  ),
  other(
    'azure-lb',
    'idle timeout',
    240,
    'forgets',
    'idle; then the entry is gone, and both ends get a RST where that is switched on',
    'Azure: Load Balancer TCP reset',
  ),
  other(
    'apache',
    'KeepAliveTimeout',
    15,
    'closes',
    'idle after a response, in httpd 2.0; then the server closes first',
    'httpd 2.0 core',
  ),
  other('apache', 'KeepAliveTimeout', 5, 'closes', 'the same since httpd 2.2', 'httpd 2.4 core'),
  other(
    'nginx',
    'keepalive_timeout',
    75,
    'closes',
    'idle after a response; then the server closes first',
    'ngx_http_core_module',
  ),
  other(
    'node',
    'keepAliveTimeout',
    5,
    'closes',
    'idle after a response; then the server closes first',
    'Node.js: http.Server',
  ),
  other(
    'aws-alb',
    'idle timeout',
    60,
    'closes',
    'idle; then the balancer closes both its connections',
    'AWS: Application Load Balancers',
  ),
];

function linux(name: string, seconds: number, meaning: string): IdleTimer {
  return {
    owner: 'linux',
    name,
    seconds,
    meaning,
    source: 'ip-sysctl',
    consequence: null,
    file: `/proc/sys/net/ipv4/${name}`,
  };
}

function conntrack(state: string, seconds: number, meaning: string): IdleTimer {
  const file = `/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_${state}`;
  const consequence = state === 'established' ? 'forgets' : null;
  return { owner: 'nf_conntrack', name: state, seconds, meaning, source: 'nf_conntrack-sysctl', consequence, file };
}

function other(
  owner: string,
  name: string,
  seconds: number,
  consequence: Consequence,
  meaning: string,
  source: string,
): IdleTimer {
  return { owner, name, seconds, meaning, source, consequence, file: null };
}
