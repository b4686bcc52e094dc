/** Timers, and the settings behind them. */
import type { Topic } from './topic.ts';

export const TIMER_TOPICS: readonly Topic[] = [
  {
    id: '2msl',
    also: ['msl', 'ttl'],
    see: ['time-wait', 'profiles'],
    text: {
      en: {
        title: 'MSL and 2MSL: how long a segment may live',
        question: 'What is the MSL, and is it the TTL?',
        means: [
          'The maximum segment lifetime is the time after which no segment is under way any more. One MSL for the last ACK to arrive or die, one for the FIN that answers its loss: TIME_WAIT lasts two.',
          'RFC 793 says 2 minutes, so 2MSL is 240 s. Linux takes 30 s, so TIME_WAIT lasts 60 s, in RHEL, too; BSD often takes 30 s as well; F5 waits 2 s in all.',
          'The TTL counts hops, the MSL is time. Neither can be made into the other.',
        ],
        governs: 'The system. tcpstate timers lists them; --profile and --msl choose.',
      },
      zh: {
        title: 'MSL 与 2MSL：报文段能活多久',
        question: 'MSL 是什么？它就是 TTL 吗？',
        means: [
          '最长报文段寿命，过了这个时间路上就不再有该报文段。一个 MSL 等最后的 ACK 到达或消失，再一个 MSL 等因它丢失而重发的 FIN：所以 TIME_WAIT 是两倍。',
          'RFC 793 规定 2 分钟，2MSL 就是 240 秒。Linux 取 30 秒，所以 TIME_WAIT 是 60 秒，RHEL 也一样；BSD 的 MSL 通常也是 30 秒；F5 总共只等 2 秒。',
          'TTL 数的是跳数，MSL 是时间。两者不能互相换算。',
        ],
        governs: '由系统决定。tcpstate timers 列出各系统的值；用 --profile 和 --msl 选择。',
      },
    },
  },
  {
    id: 'fin-timeout',
    also: ['tcp_fin_timeout'],
    see: ['fin-wait-2', 'time-wait'],
    text: {
      en: {
        title: 'tcp_fin_timeout: how long an orphan stays in FIN_WAIT_2',
        question: 'Does tcp_fin_timeout shorten TIME_WAIT?',
        means: [
          'After close() nobody can read what the peer still sends. Linux ends such an orphan in FIN_WAIT_2 after tcp_fin_timeout, 60 s. A half-close by shutdown() has no such timer.',
        ],
        governs: 'net.ipv4.tcp_fin_timeout, or TCP_LINGER2 for one socket.',
        myth: 'It does not govern TIME_WAIT, though many guides say so. Those 60 s only happen to be the same number.',
      },
      zh: {
        title: 'tcp_fin_timeout：孤儿连接在 FIN_WAIT_2 停多久',
        question: '调小 tcp_fin_timeout 能缩短 TIME_WAIT 吗？',
        means: [
          'close() 之后没人能读对端还在发的数据。Linux 在 tcp_fin_timeout（60 秒）后结束这种处于 FIN_WAIT_2 的孤儿连接。shutdown() 造成的半关闭没有这个定时器。',
        ],
        governs: 'net.ipv4.tcp_fin_timeout，或单个套接字的 TCP_LINGER2。',
        myth: '它不管 TIME_WAIT，尽管很多指南这么说。两个 60 秒只是碰巧相同。',
      },
    },
  },
  {
    id: 'keep-alive',
    also: ['tcp_keepalive_time', 'keepalive-failed', 'half-open'],
    example: 'keep-alive',
    see: ['http-keep-alive', 'idle-timeout'],
    text: {
      en: {
        title: 'Keep-alive: asks an idle peer whether it is there',
        question: 'After how long is a dead peer noticed?',
        means: [
          'A probe with the number before the next: an old octet, which must be acknowledged. By default the first comes 7200 s after the last data, then each 75 s, nine times: dead 9 x 75 = 675 s (about 11 minutes) after the first probe, 2 h 11 min 15 s after the last data. Then the connection is reset.',
          'Only sockets that ask for it (SO_KEEPALIVE) send any. A connection of which one end vanished without a word is half-open: the other end learns it by this, or by sending.',
        ],
        governs:
          'net.ipv4.tcp_keepalive_time = 7200, tcp_keepalive_probes = 9, tcp_keepalive_intvl = 75; TCP_KEEPIDLE and the like for one socket.',
        myth: 'It is not the keep-alive of HTTP, which is about further requests.',
      },
      zh: {
        title: '保活：问空闲的对端是否还在',
        question: '对端死掉多久才会被发现？',
        means: [
          '探测报文段的序号比下一个小一：一个旧字节，对端必须确认。默认最后一次数据之后 7200 秒发第一个，之后每 75 秒一个，共九次：第一个探测之后 9 x 75 = 675 秒（约 11 分钟），即最后数据之后 2 小时 11 分 15 秒判定死亡，连接被复位。',
          '只有要求了它的套接字（SO_KEEPALIVE）才发送。一端无声消失的连接叫半打开：另一端靠保活或发送数据才会发现。',
        ],
        governs:
          'net.ipv4.tcp_keepalive_time = 7200、tcp_keepalive_probes = 9、tcp_keepalive_intvl = 75；单个套接字用 TCP_KEEPIDLE 等。',
        myth: '它不是 HTTP 的 keep-alive，后者说的是后续请求。',
      },
    },
  },
  {
    id: 'http-keep-alive',
    also: ['keepalivetimeout', 'closed-by-idle-timeout', 'apache'],
    see: ['time-wait', 'keep-alive'],
    text: {
      en: {
        title: 'HTTP keep-alive: several requests on one connection',
        question: 'Who closes first, when both ends are idle?',
        means: [
          'HTTP/1.1 keeps the connection open by default, HTTP/1.0 does not: long and short connections.',
          'Apache 2.0.61: KeepAlive On, MaxKeepAliveRequests 100, KeepAliveTimeout 15 s. The server closes first, 15 s after the last response, and so TIME_WAIT is on the server.',
          'In a timeline: a FIN of the server a round number of seconds after its last data. `tcpstate diagnose` names the timers that fit: 15 s and 5 s are Apache, 5 s also Node.js, 75 s nginx.',
        ],
        governs: 'KeepAliveTimeout of Apache, keepalive_timeout of nginx.',
      },
      zh: {
        title: 'HTTP keep-alive：一个连接上多个请求',
        question: '空闲时由哪一方先关闭？',
        means: [
          'HTTP/1.1 默认保持连接，HTTP/1.0 默认不保持：也就是长连接和短连接。',
          'Apache 2.0.61：KeepAlive On，MaxKeepAliveRequests 100，KeepAliveTimeout 15 秒。最后一次响应 15 秒后由服务端先关闭，因此 TIME_WAIT 在服务端。',
          '在时间线里：服务端最后一次数据之后整数秒发出 FIN。`tcpstate diagnose` 会指出吻合的定时器：15 秒和 5 秒是 Apache，5 秒也可能是 Node.js，75 秒是 nginx。',
        ],
        governs: 'Apache 的 KeepAliveTimeout，nginx 的 keepalive_timeout。',
      },
    },
  },
  {
    id: 'profiles',
    also: ['f5', 'conntrack', 'nf_conntrack'],
    see: ['2msl', 'idle-timeout'],
    text: {
      en: {
        title: 'Timers of systems and middle boxes',
        question: 'Is the Keep Alive Interval of F5 in milliseconds or seconds?',
        means: [
          'F5 BIG-IP: Time Wait 2000 ms, Idle Timeout 300 s, Keep Alive Interval 1800, in milliseconds by the document this follows; the own interface of F5 has 1800 seconds. Both are kept here, the difference is not settled.',
          'Linux nf_conntrack: syn_sent 120 s, syn_recv 60, established 432000, fin_wait 120, close_wait 60, last_ack 30, time_wait 120, close 10, unacknowledged 300, max_retrans 300.',
        ],
        governs: 'net.netfilter.nf_conntrack_tcp_timeout_* for conntrack; the TCP profile for F5.',
      },
      zh: {
        title: '各系统和中间设备的定时器',
        question: 'F5 的 Keep Alive Interval 1800，单位是毫秒还是秒？',
        means: [
          'F5 BIG-IP：Time Wait 2000 毫秒，Idle Timeout 300 秒，Keep Alive Interval 1800，原文单位是毫秒，而 F5 自己的界面是 1800 秒。这里两者都列出，哪个对还没有定论。',
          'Linux nf_conntrack：syn_sent 120 秒，syn_recv 60，established 432000，fin_wait 120，close_wait 60，last_ack 30，time_wait 120，close 10，unacknowledged 300，max_retrans 300。',
        ],
        governs: 'conntrack 用 net.netfilter.nf_conntrack_tcp_timeout_*；F5 用 TCP profile。',
      },
    },
  },
  {
    id: 'idle-timeout',
    also: ['idle-timeout-mismatch'],
    see: ['keep-alive', 'profiles'],
    text: {
      en: {
        title: 'Idle timeouts in the middle',
        question: 'Who forgets an idle connection before keep-alive begins?',
        means: [
          'A firewall, NAT or balancer forgets a connection that is idle for longer than its timeout, and says nothing. Both ends still believe in it; the next segment is dropped or answered by RST.',
          'Packets show it by a long silence, then a segment that is answered by RST or not at all; a restart of the peer looks the same. Common values: Azure 240 s, F5 300 s, AWS NLB 350 s, nf_conntrack 5 days; keep-alive begins after 7200 s unless told otherwise. `tcpstate timers` lists them.',
        ],
        act: 'Whoever sets timers: keep-alive must start earlier than the middle box forgets.',
        governs: 'TCP_KEEPIDLE of the application below the idle timeout of the box.',
      },
      zh: {
        title: '中间设备的空闲超时',
        question: '保活还没开始，谁先忘掉了空闲连接？',
        means: [
          '防火墙、NAT 或负载均衡会忘掉空闲超过时限的连接，而且不通知。两端仍以为连接存在；下一个报文段被丢弃或得到 RST。',
          '抓包里的样子：长时间沉默之后，下一个报文段得到 RST 或毫无回应；对端重启看上去也一样。常见的值：Azure 240 秒，F5 300 秒，AWS NLB 350 秒，nf_conntrack 5 天，而保活默认 7200 秒后才开始。`tcpstate timers` 列出这些值。',
        ],
        act: '设置定时器的人：保活必须早于中间设备忘掉连接。',
        governs: '应用的 TCP_KEEPIDLE 要小于设备的空闲超时。',
      },
    },
  },
  {
    id: 'syn-retries',
    also: ['tcp_syn_retries', 'tcp_synack_retries', 'tcp_syn_linear_timeouts', 'synack-retries'],
    see: ['syn-sent', 'syn-rcvd'],
    text: {
      en: {
        title: 'How long an opening goes on without an answer',
        means: [
          'Linux: a SYN is sent eleven times and given up after 131 s (before Linux 6.5 seven times, 127 s); a SYN+ACK six times, 63 s.',
        ],
        governs:
          'net.ipv4.tcp_syn_retries = 6, tcp_syn_linear_timeouts = 4, tcp_synack_retries = 5; TCP_SYNCNT for one socket.',
      },
      zh: {
        title: '没有应答时打开连接会坚持多久',
        means: ['Linux：SYN 共发 11 次，131 秒后放弃（6.5 以前是 7 次，127 秒）；SYN+ACK 共 6 次，63 秒后放弃。'],
        governs:
          'net.ipv4.tcp_syn_retries = 6，tcp_syn_linear_timeouts = 4，tcp_synack_retries = 5；单个套接字用 TCP_SYNCNT。',
      },
    },
  },
  {
    id: 'tw-reuse',
    also: ['tcp_tw_reuse', 'tcp_tw_recycle'],
    see: ['time-wait', 'tuple-reuse'],
    text: {
      en: {
        title: 'tcp_tw_reuse and tcp_tw_recycle',
        question: 'Do tcp_tw_reuse and tcp_tw_recycle help against TIME_WAIT?',
        means: [
          'tcp_tw_reuse lets a client take a pair in TIME_WAIT for a new outgoing connection where timestamps show what is new. 2, the default of newer kernels, means loopback only; tcp_tw_reuse_delay (1000 ms) is how old the TIME_WAIT must be.',
          'tcp_tw_recycle broke clients behind NAT, and is gone since Linux 4.12.',
        ],
        governs: 'net.ipv4.tcp_tw_reuse; it does nothing for connections that come in.',
        myth: 'It does not shorten TIME_WAIT and does not help a server.',
      },
      zh: {
        title: 'tcp_tw_reuse 与 tcp_tw_recycle',
        question: 'tcp_tw_reuse 和 tcp_tw_recycle 能减少 TIME_WAIT 吗？',
        means: [
          'tcp_tw_reuse 允许客户端在时间戳能证明新旧时，把处于 TIME_WAIT 的四元组用于新的外出连接。较新内核默认 2，只用于回环；tcp_tw_reuse_delay（1000 毫秒）是 TIME_WAIT 至少要有多久。',
          'tcp_tw_recycle 会弄坏 NAT 后面的客户端，从 Linux 4.12 起已删除。',
        ],
        governs: 'net.ipv4.tcp_tw_reuse；对进来的连接不起作用。',
        myth: '它不缩短 TIME_WAIT，也帮不了服务端。',
      },
    },
  },
];
