/** The states of opening: up to a connection that is open. */
import type { Topic } from './topic.ts';

export const OPENING_STATES: readonly Topic[] = [
  {
    id: 'closed',
    also: [],
    see: ['time-wait', 'rst'],
    text: {
      en: {
        title: 'CLOSED: there is no connection',
        means: [
          'Before the first segment and after the last timer. It is no state of a socket but the lack of one: netstat shows nothing.',
          'The side that closed second goes from LAST_ACK to CLOSED at once; the side that closed first waits 2MSL in TIME_WAIT.',
        ],
        ends: 'connect() or listen(). A segment that comes to a closed port is answered by RST.',
      },
      zh: {
        title: 'CLOSED：没有连接',
        means: [
          '第一个报文段之前、最后一个定时器之后都是 CLOSED。它不是套接字的状态，而是没有套接字：netstat 里看不到它。',
          '后关闭的一方从 LAST_ACK 直接到 CLOSED；先关闭的一方要在 TIME_WAIT 里等 2MSL。',
        ],
        ends: 'connect() 或 listen()。发到已关闭端口的报文段会得到 RST。',
      },
    },
  },
  {
    id: 'listen',
    also: ['listening'],
    see: ['queues', 'syn-rcvd'],
    text: {
      en: {
        title: 'LISTEN: a server waits for SYNs',
        means: [
          'The socket after listen(). It stays in LISTEN for ever; each SYN that it takes makes another, new endpoint in SYN_RCVD.',
          'In the table of ss its Recv-Q is how many connections wait for accept(), its Send-Q how many may wait. It is full when Recv-Q exceeds Send-Q.',
        ],
        act: 'The server: it must call accept() as fast as connections come.',
        ends: 'close() of the listening socket.',
        governs: 'The limit is min(backlog of listen(), net.core.somaxconn).',
      },
      zh: {
        title: 'LISTEN：服务端等待 SYN',
        means: [
          'listen() 之后的套接字，一直停在 LISTEN；每接受一个 SYN，就另外产生一个处于 SYN_RCVD 的新端点。',
          '在 ss 的输出里，它的 Recv-Q 是等待 accept() 的连接数，Send-Q 是允许等待的上限。Recv-Q 大于 Send-Q 就是满了。',
        ],
        act: '服务端：accept() 要跟得上连接到来的速度。',
        ends: '关闭监听套接字。',
        governs: '上限是 min(listen() 的 backlog, net.core.somaxconn)。',
      },
    },
  },
  {
    id: 'syn-sent',
    also: ['syn_send', 'syn-unanswered'],
    example: 'syn-unanswered',
    see: ['syn-rcvd', 'connection-refused', 'syn-retries'],
    text: {
      en: {
        title: 'SYN_SENT: the client has asked and waits',
        means: [
          'connect() has sent a SYN. Usually this lasts one round trip. Where it lasts, the SYN or the SYN+ACK is lost, a firewall drops it, or the server is too busy to answer.',
          'Some texts write SYN_SEND; it is the same state.',
        ],
        act: 'Whoever runs the network or the server: nothing answers at that address and port.',
        ends: 'SYN+ACK (to ESTABLISHED), RST (refused), a SYN of the peer (simultaneous open), or giving up.',
        governs:
          'net.ipv4.tcp_syn_retries = 6 and, since Linux 6.5, tcp_syn_linear_timeouts = 4: eleven SYNs, and 131 s in all; before, seven and 127 s.',
        myth: 'The intervals need not double: newer kernels send the first repetitions a second apart (tcp_syn_linear_timeouts).',
      },
      zh: {
        title: 'SYN_SENT：客户端已请求，正在等待',
        means: [
          'connect() 已发出 SYN。通常只持续一个往返时间。停留得久，说明 SYN 或 SYN+ACK 丢失、被防火墙丢弃，或服务端忙得来不及应答。',
          '有的文章写成 SYN_SEND，是同一个状态。',
        ],
        act: '网络或服务端的负责人：那个地址和端口没有应答。',
        ends: 'SYN+ACK（到 ESTABLISHED）、RST（被拒绝）、对端的 SYN（同时打开），或放弃。',
        governs:
          'net.ipv4.tcp_syn_retries = 6，Linux 6.5 起再加 tcp_syn_linear_timeouts = 4：共 11 个 SYN，总共 131 秒；更早的内核是 7 个，127 秒。',
        myth: '重发间隔不一定翻倍：较新的内核最初几次间隔都是一秒（tcp_syn_linear_timeouts）。',
      },
    },
  },
  {
    id: 'syn-rcvd',
    also: ['syn_recv', 'synack-repeated'],
    example: 'syn-rcvd',
    see: ['handshake', 'queues', 'syn-retries'],
    text: {
      en: {
        title: 'SYN_RCVD: the server has answered and waits for the third segment',
        question: 'Why is SYN_RCVD hardly ever seen?',
        means: [
          'Hardly ever seen: it lasts one round trip. It stays only where the ACK of the SYN+ACK is withheld: lost, never sent (a SYN flood), or dropped by the server itself because its accept queue is full.',
          'Linux netstat writes SYN_RECV.',
        ],
        act: 'Where many stay: look at the accept queue first, then for a flood of SYNs.',
        ends: 'The ACK (to ESTABLISHED), a RST, or giving up.',
        governs: 'net.ipv4.tcp_synack_retries = 5: six SYN+ACKs, and 63 s in all.',
      },
      zh: {
        title: 'SYN_RCVD：服务端已应答，等待第三个报文段',
        question: '为什么几乎看不到 SYN_RCVD？',
        means: [
          '几乎看不到，因为只持续一个往返时间。只有第三个 ACK 不来时才会停留：丢失了、根本没发（SYN 洪水），或者服务端全连接队列已满而自己丢弃了它。',
          'Linux 的 netstat 写作 SYN_RECV。',
        ],
        act: '大量停留时：先看全连接队列，再看是否有 SYN 洪水。',
        ends: 'ACK（到 ESTABLISHED）、RST，或放弃。',
        governs: 'net.ipv4.tcp_synack_retries = 5：共六个 SYN+ACK，总共 63 秒。',
      },
    },
  },
  {
    id: 'established',
    also: ['estab'],
    example: 'life',
    see: ['keep-alive', 'sliding-window'],
    text: {
      en: {
        title: 'ESTABLISHED: data flows both ways',
        means: [
          'The handshake is done, as this endpoint knows it. The client knows it when the SYN+ACK comes; the server one trip later, when the ACK comes.',
          'Without data nothing is sent: an idle connection looks like one whose peer has vanished. Only keep-alives tell.',
        ],
        ends: 'close() or shutdown() here (FIN_WAIT_1), the FIN of the peer (CLOSE_WAIT), or a RST.',
      },
      zh: {
        title: 'ESTABLISHED：双向传输数据',
        means: [
          '在本端看来握手已完成。客户端收到 SYN+ACK 时就知道；服务端晚一程，收到 ACK 时才知道。',
          '没有数据就什么也不发：空闲的连接和对端已消失的连接看起来一样，只有保活能分辨。',
        ],
        ends: '本端 close() 或 shutdown()（FIN_WAIT_1）、对端的 FIN（CLOSE_WAIT），或 RST。',
      },
    },
  },
];
