/** What applications do, what a host keeps, and what a capture can tell. */
import type { Topic } from './topic.ts';

export const TERM_TOPICS: readonly Topic[] = [
  {
    id: 'half-close',
    also: ['half-closed'],
    example: 'half-close',
    see: ['shutdown', 'fin-wait-2'],
    text: {
      en: {
        title: 'Half-close: one direction is closed, the other goes on',
        question: 'Can data still come after a FIN?',
        means: [
          'After its FIN a side can receive but not send; the peer, in CLOSE_WAIT, can still send. So shutdown(SHUT_WR) tells that a request is complete, and the answer comes afterwards. A timeline says how long it lasted, and how many octets came.',
        ],
        ends: 'The FIN of the other side. No timer.',
      },
      zh: {
        title: '半关闭：一个方向关闭，另一个继续',
        question: 'FIN 之后还会有数据来吗？',
        means: [
          '发了 FIN 的一方能收不能发；处于 CLOSE_WAIT 的对端仍能发。所以 shutdown(SHUT_WR) 可以表示请求已经发完，再等对端的响应。时间线会说明它持续多久、来了多少字节。',
        ],
        ends: '另一端的 FIN。没有定时器。',
      },
    },
  },
  {
    id: 'shutdown',
    also: ['shut_wr', 'shut_rd', 'shut_rdwr'],
    see: ['half-close', 'close'],
    text: {
      en: {
        title: 'shutdown(): what reaches the wire',
        question: 'SHUT_WR, SHUT_RD, SHUT_RDWR: which of them sends something?',
        means: [
          'SHUT_WR sends a FIN. SHUT_RD sends nothing: the peer notices nothing. SHUT_RDWR sends a FIN. It acts on the connection, whoever else holds the descriptor.',
        ],
      },
      zh: {
        title: 'shutdown()：线路上看到什么',
        question: 'SHUT_WR、SHUT_RD、SHUT_RDWR 各会发送什么？',
        means: [
          'SHUT_WR 发送 FIN。SHUT_RD 什么也不发，对端毫无察觉。SHUT_RDWR 发送 FIN。它作用于连接本身，不管还有谁持有描述符。',
        ],
      },
    },
  },
  {
    id: 'close',
    also: ['close()', 'descriptor'],
    see: ['close-wait', 'shutdown', 'rst'],
    text: {
      en: {
        title: 'close(): drops a reference',
        question: 'The process has closed the socket, but there is no FIN: why?',
        means: [
          'close() drops one reference. The FIN is sent when the last descriptor goes: a child process, or a dup(), may still hold one. Look at all holders of the inode: `sudo tcpstate diagnose` names them, as lsof and ss -p do.',
          'With data unread, close() sends a RST instead of a FIN.',
        ],
      },
      zh: {
        title: 'close()：减少一个引用',
        question: '进程关了套接字，却没有 FIN，为什么？',
        means: [
          'close() 只减少一个引用。最后一个描述符消失时才发 FIN：子进程或 dup() 可能还持有。查看该 inode 的所有持有者：`sudo tcpstate diagnose` 会列出，lsof 和 ss -p 也可以。',
          '有未读数据时，close() 发送的是 RST 而不是 FIN。',
        ],
      },
    },
  },
  {
    id: 'eof',
    also: ['end-of-file'],
    see: ['close-wait', 'stream'],
    text: {
      en: {
        title: 'End of file: how an application learns of a FIN',
        question: 'Who puts the end of file into the queue?',
        means: [
          'The stack of the receiver, behind the data that is not read yet; then read() returns 0. One answer to this question says that the active side does it: it only sends the FIN.',
        ],
      },
      zh: {
        title: 'EOF：应用怎样知道 FIN',
        question: '是谁把 EOF 放进队列的？',
        means: [
          '是接收方的协议栈：EOF 排在尚未读取的数据之后，读完数据后 read() 返回 0。有的答案说是主动关闭方放的，其实它只是发出 FIN。',
        ],
      },
    },
  },
  {
    id: 'sigpipe',
    also: ['rst-after-fin', 'data-after-close', 'epipe'],
    example: 'rst-after-fin',
    see: ['half-close', 'rst', 'close'],
    text: {
      en: {
        title: 'SIGPIPE: writing after the peer has closed',
        question: 'Why does a write succeed, and the next one kill the process?',
        means: [
          'A FIN does not say whether the peer still reads. The first write goes out; a peer that called close() answers by RST. The second write, after the RST, fails with EPIPE, and raises SIGPIPE, which ends a process that does not ignore it.',
        ],
        act: 'The side that writes: it must notice the end of file, and ignore SIGPIPE (MSG_NOSIGNAL).',
      },
      zh: {
        title: 'SIGPIPE：对端关闭后还在写',
        question: '为什么第一次写成功，下一次写却让进程退出？',
        means: [
          'FIN 不说明对端是否还读。第一次写发得出去；对端若已调用 close()，就回一个 RST。RST 之后的第二次写失败，返回 EPIPE，并引发 SIGPIPE，没有忽略它的进程就结束了。',
        ],
        act: '写的一方：必须发现 EOF，并忽略 SIGPIPE（MSG_NOSIGNAL）。',
      },
    },
  },
  {
    id: 'queues',
    also: ['backlog', 'accept-queue', 'syn-queue', 'somaxconn', 'accept-queue-full', 'syn-flood'],
    example: 'syn-rcvd',
    see: ['listen', 'syn-rcvd'],
    text: {
      en: {
        title: 'SYN queue and accept queue',
        question: 'What does the backlog of listen() count?',
        means: [
          'The SYN queue holds connections whose handshake goes on; the accept queue those that are established and wait for accept(). On Linux the backlog limits the accept queue: min(backlog, net.core.somaxconn), a larger number is silently cut. The kernel admits one more than that: backlog 0 admits 1.',
          'An experiment: backlog 10, 800 connects, and about 10 succeed; backlog 1000 with somaxconn 128 gets 128. The clients see SYN_SENT for the rest, and the server drops the ACK and repeats its SYN+ACK.',
          'That both queues together must not exceed the backlog is the rule of old BSD. That a larger value than somaxconn would hold is a mistake in one well-known answer.',
        ],
        act: 'The server: accept() faster, and raise both limits.',
        governs: 'backlog, net.core.somaxconn, net.ipv4.tcp_max_syn_backlog, tcp_syncookies, tcp_abort_on_overflow.',
      },
      zh: {
        title: '半连接队列与全连接队列',
        question: 'listen() 的 backlog 到底数的是什么？',
        means: [
          '半连接队列存放握手中的连接；全连接队列存放已建立、等待 accept() 的连接。在 Linux 上 backlog 限制全连接队列：min(backlog, net.core.somaxconn)，更大的值被悄悄截断。内核允许多一个：backlog 0 允许 1 个。',
          '有个实验：backlog 10，800 个 connect，约 10 个成功；backlog 1000 而 somaxconn 128 时是 128。其余客户端停在 SYN_SENT，服务端丢弃 ACK 并重发 SYN+ACK。',
          '“两个队列之和不超过 backlog”是旧 BSD 的规则。有个流传很广的答案说超过 somaxconn 的值也有效，那是错的。',
        ],
        act: '服务端：accept() 快一些，并提高两个上限。',
        governs:
          'listen() 的 backlog、net.core.somaxconn、net.ipv4.tcp_max_syn_backlog、tcp_syncookies、tcp_abort_on_overflow。',
      },
    },
  },
  {
    id: 'connection-refused',
    also: ['refused', 'econnrefused'],
    example: 'refused',
    see: ['rst', 'syn-sent'],
    text: {
      en: {
        title: 'Connection refused: a SYN was answered by RST',
        means: [
          'The host is there, but nothing listens on that port, or a firewall says so in its name. The RST must acknowledge the SYN to count.',
        ],
        act: 'Whoever runs the server: is it started, and on that address?',
      },
      zh: {
        title: '连接被拒绝：SYN 得到 RST',
        means: ['主机在，但那个端口没人监听，或者是防火墙替它拒绝的。RST 必须确认该 SYN 才算数。'],
        act: '服务端的负责人：它启动了吗？监听的是那个地址吗？',
      },
    },
  },
  {
    id: 'tuple-reuse',
    also: ['time-wait-reuse', 'time-wait-collision', 'bind', 'port-in-use', 'so_reuseaddr', 'incarnation'],
    example: 'time-wait-collision',
    see: ['time-wait', 'old-duplicate', 'tw-reuse'],
    text: {
      en: {
        title: 'A new connection on the same four numbers',
        question: 'Address already in use: what does SO_REUSEADDR change?',
        means: [
          'While one end is in TIME_WAIT the same pair of addresses and ports must not be opened again: 10.234.5.5:1234 to 10.55.55.60:6666, closed and opened within 2MSL, collides: the old end answers with an ACK of the old connection, the new one refuses that by RST, and only a further SYN opens. After 2MSL it is clean. Timestamps that have grown, or a larger sequence number, let it through (RFC 6191).',
          'The rule of the sockets is stricter than that: bind() of a local port that any connection in TIME_WAIT holds fails with "Address already in use", unless SO_REUSEADDR is set, at the new socket and, on Linux, at those that hold the port. The rule of the pair still holds then. `tcpstate diagnose --bind 1234` lists what holds a port, and for how long.',
        ],
        act: 'The program that binds: SO_REUSEADDR for servers.',
      },
      zh: {
        title: '同一个四元组上的新连接',
        question: 'Address already in use：SO_REUSEADDR 改变了什么？',
        means: [
          '一端处于 TIME_WAIT 时，同一对地址端口不能再打开：10.234.5.5:1234 到 10.55.55.60:6666 关闭后在 2MSL 内再打开会冲突：处于 TIME_WAIT 的一端用旧连接的 ACK 应答，新连接的一端用 RST 拒绝，重发的 SYN 才能打开。2MSL 之后就没有问题。时间戳变大或序号更大时可以放行（RFC 6191）。',
          '套接字的规则更严：只要本地端口被任何处于 TIME_WAIT 的连接占着，bind() 就以“Address already in use”失败，除非新套接字设置了 SO_REUSEADDR，而且在 Linux 上占着端口的套接字也设置过。四元组的规则仍然有效。`tcpstate diagnose --bind 1234` 列出占着端口的连接，以及还要多久。',
        ],
        act: '执行 bind 的程序：服务端应设置 SO_REUSEADDR。',
      },
    },
  },
  {
    id: 'kernel-differs',
    also: [],
    see: ['capture', 'close-wait', 'rst'],
    text: {
      en: {
        title: 'Packets and the kernel differ',
        question: 'The capture shows the FIN, but ss shows ESTABLISHED: who is right?',
        means: [
          'Both. Packets are captured where they enter or leave the host: incoming ones in front of the firewall, outgoing ones behind it. What nftables, tc or XDP drops after that was captured, and TCP never got it: the peer has closed, the socket here stays ESTABLISHED, and its application waits. A firewall that rejects with a reset sends a RST in the name of a socket that knows nothing of it. And a FIN that takes another interface is in the kernel, but not in the capture.',
          '`tcpstate diagnose eth0` holds both against each other, and tells a difference only where packets prove it, nothing was heard for a second, and the socket has not moved since.',
        ],
        act: 'Whoever runs this host or its firewall.',
      },
      zh: {
        title: '报文与内核不一致',
        question: '抓包里有 FIN，ss 却显示 ESTABLISHED：谁对？',
        means: [
          '都对。抓包点在报文进出主机的地方：进来的在防火墙之前，出去的在防火墙之后。此后被 nftables、tc 或 XDP 丢弃的报文已经被抓到，而 TCP 没有收到：对端已关闭，本机套接字仍是 ESTABLISHED，应用在等。以 reset 拒绝的防火墙会替并不知情的套接字发出 RST。走另一个接口的 FIN 到了内核，却不在抓包里。',
          '`tcpstate diagnose eth0` 把两者对照，只有报文能够证明、一秒内没有收到任何报文、而且套接字此后没有变化时，才说不一致。',
        ],
        act: '管理本机或其防火墙的人。',
      },
    },
  },
  {
    id: 'old-duplicate',
    also: [],
    example: 'old-duplicate',
    see: ['time-wait', 'tuple-reuse'],
    text: {
      en: {
        title: 'Old duplicate: a late segment of an earlier connection',
        question: 'What if a late segment falls into a new connection?',
        means: [
          'A segment (seq 1000, 1000 octets, say) is delayed and sent again; the connection closes; a new one opens on the same pair, and the late one falls into its window: wrong data. 2MSL in TIME_WAIT keeps them apart; timestamps (PAWS) tell them apart. tcpstate names one only where numbers or timestamps prove it.',
        ],
      },
      zh: {
        title: '旧的重复报文段：前一个连接迟到的报文段',
        question: '迟到的报文段落进新连接会怎样？',
        means: [
          '一个报文段（例如 seq 1000，1000 字节）被延迟并已重发；连接关闭；同一四元组上开了新连接，迟到的那个落进新窗口：数据就错了。TIME_WAIT 的 2MSL 把它们隔开，时间戳（PAWS）能区分它们。只有序号或时间戳能证明时，tcpstate 才这样标出。',
        ],
      },
    },
  },
  {
    id: 'names',
    also: ['spelling', 'spellings'],
    see: ['certainty'],
    text: {
      en: {
        title: 'How tools spell the states',
        question: 'Are FIN_WAIT1 and FIN_WAIT_1, SYN_RECV and SYN_RCVD the same?',
        means: [
          'FIN_WAIT_1 and FIN_WAIT1, FIN_WAIT_2 and FIN_WAIT2, SYN_RCVD and SYN_RECV are the same; SYN_SEND is SYN_SENT, and LOSE_WAIT a slip for CLOSE_WAIT. --names chooses a spelling, and --state understands every one.',
        ],
      },
      zh: {
        title: '各工具怎样写状态名',
        question: 'FIN_WAIT1 和 FIN_WAIT_1、SYN_RECV 和 SYN_RCVD 是一回事吗？',
        means: [
          'FIN_WAIT_1 与 FIN_WAIT1、FIN_WAIT_2 与 FIN_WAIT2、SYN_RCVD 与 SYN_RECV 是同一个；SYN_SEND 就是 SYN_SENT，LOSE_WAIT 是 CLOSE_WAIT 的笔误。--names 选择写法，--state 每种都认得。',
        ],
      },
    },
  },
  {
    id: 'certainty',
    also: ['seen', 'presumed', 'inferred'],
    see: ['capture'],
    text: {
      en: {
        title: 'How sure a state is',
        means: [
          'Seen: the endpoint itself sent proof. Presumed (~): a segment toward it passed the capture point. Inferred (?): its own segments do not show it. Timer: a timer of the profile ran out. What later packets refute is taken back, and the timeline says by which.',
        ],
      },
      zh: {
        title: '状态有多确定',
        means: [
          'seen：端点自己发的报文段就是证据。presumed（~）：发给它的报文段经过了抓包点，推定它收到了。inferred（?）：它自己的报文段没有表明这一点，是推断的。timer：所选配置里的定时器到期。如果后来的报文推翻了前面的判断，就收回，时间线会指出是哪个报文。',
        ],
      },
    },
  },
  {
    id: 'capture',
    also: ['mid-stream', 'one-sided', 'gap', 'unwatched', 'foreign', 'capture-loss', 'duplicate-capture'],
    see: ['certainty', 'retransmission'],
    text: {
      en: {
        title: 'What a capture does not hold',
        means: [
          'It may begin in the middle of connections (mid-stream), hold one direction (one-sided), or miss packets (gap): an ACK of octets that were never seen is loss of the capture, not of the network. Where a recorder lost packets, connections that were not seen since may have gone on without us (unwatched). It may hold packets twice (any, mirror ports): copies change no state.',
        ],
        act: 'Whoever captures: before any verdict look at what was dropped.',
      },
      zh: {
        title: '抓包里没有的东西',
        means: [
          '它可能从连接中间开始（mid-stream）、只有一个方向（one-sided）、缺报文（gap）：确认了从没见过的字节，是抓包丢了，不是网络丢了。抓包程序丢包之后再没出现过的连接，可能已经变了（unwatched）。也可能有重复（any、镜像端口）：副本不改变状态。',
        ],
        act: '抓包的人：下结论之前先看丢了多少。',
      },
    },
  },
];
