/** The flags of a segment, and how connections open and close by them. */
import type { Topic } from './topic.ts';

export const FLAG_TOPICS: readonly Topic[] = [
  {
    id: 'syn',
    also: ['syn-on-live'],
    see: ['handshake', 'fin'],
    text: {
      en: {
        title: 'SYN: opens a direction',
        means: [
          'Carries the initial sequence number, and options that hold for the whole connection (MSS, window scale, SACK, timestamps). It takes one sequence number itself: its ACK is seq + 1.',
          'On a connection that lives it counts only when it is answered: it may be forged, or the peer has restarted (challenge ACK, RFC 5961).',
        ],
      },
      zh: {
        title: 'SYN：打开一个方向',
        means: [
          '携带初始序号，以及对整个连接有效的选项（MSS、窗口扩大、SACK、时间戳）。它自己占一个序号：对它的 ACK 是 seq + 1。',
          '在活着的连接上出现时，只有得到回答才算数：可能是伪造的，也可能是对端重启了（挑战 ACK，RFC 5961）。',
        ],
      },
    },
  },
  {
    id: 'ack',
    also: [],
    see: ['sliding-window', 'duplicate-ack'],
    text: {
      en: {
        title: 'ACK: everything before this number has come',
        means: ['Set in every segment but the first SYN. It is cumulative: a later ACK makes up for one that is lost.'],
      },
      zh: {
        title: 'ACK：这个序号之前的都已收到',
        means: ['除第一个 SYN 外每个报文段都带。它是累积的：后面的 ACK 能弥补丢失的 ACK。'],
      },
    },
  },
  {
    id: 'fin',
    also: ['fin-missed'],
    see: ['four-way-close', 'half-close', 'close'],
    text: {
      en: {
        title: 'FIN: closes a direction',
        question: 'Why is the ACK of a FIN, or of a SYN, one more than its number?',
        means: [
          'No more data from this side. It takes one sequence number, so that it can be acknowledged and sent again: its ACK is seq + 1. The other direction goes on until its own FIN.',
          'Some texts write "receives SYN" where a FIN is meant, in the path to CLOSE_WAIT.',
        ],
      },
      zh: {
        title: 'FIN：关闭一个方向',
        question: '为什么对 FIN 和 SYN 的确认号都是序号加一？',
        means: [
          '本端不再有数据。它占一个序号，所以能被确认、能重发：对它的 ACK 是 seq + 1。另一个方向继续，直到它自己的 FIN。',
          '有的文章在到 CLOSE_WAIT 的路径上写“收到 SYN”，其实是 FIN。',
        ],
      },
    },
  },
  {
    id: 'rst',
    also: ['rst-in-transfer', 'rst-rejected', 'rst-ignored', 'rst-forged', 'bad-flags'],
    example: 'refused',
    see: ['sigpipe', 'connection-refused'],
    text: {
      en: {
        title: 'RST: ends both directions at once',
        means: [
          'With ACK: a live socket aborts (close() with data unread and SO_LINGER 0 make identical packets), or a SYN came to a port where nobody listens. Without ACK: it answers an ACK for which the host has no socket.',
          'It counts only where its sequence number is exactly the next one expected; otherwise a challenge ACK answers (RFC 5961). An endpoint that speaks on after a RST did not get it, or it was forged.',
        ],
        act: 'Whoever runs the side that sent it: what did its application not read?',
      },
      zh: {
        title: 'RST：立即结束两个方向',
        means: [
          '带 ACK：活着的套接字中止了连接（有未读数据时 close() 和设置 SO_LINGER 0，发出的报文完全相同），或者 SYN 到了没人监听的端口。不带 ACK：收到了带 ACK 的报文段，而主机上没有对应的套接字。',
          '只有序号正好是期望的下一个才算数，否则回应挑战 ACK（RFC 5961）。如果 RST 之后对方还在发报文，那它要么没收到，要么这个 RST 是伪造的。',
        ],
        act: '发送 RST 一方的负责人：它的应用没有读什么？',
      },
    },
  },
  {
    id: 'handshake',
    also: ['three-way-handshake', 'lost-handshake-ack'],
    example: 'life',
    see: ['syn-rcvd', 'four-way-close', 'mss'],
    text: {
      en: {
        title: 'The handshake: segments 1 to 3',
        question: 'Why does opening take three segments, and closing four?',
        means: [
          'SYN, SYN+ACK, ACK: each side sends its initial sequence number, and gets it acknowledged. The server puts its ACK and its SYN into one segment. On closing it cannot: its application may still have data, so ACK and FIN come apart. Where it has none, closing takes three, too.',
        ],
      },
      zh: {
        title: '三次握手：第 1 到第 3 个报文段',
        question: '为什么建立连接是三次握手，而关闭连接却是四次握手？',
        means: [
          'SYN、SYN+ACK、ACK：双方各发自己的初始序号并得到确认。服务端把 ACK 和 SYN 放在一个报文段里。关闭时不行：它的应用可能还有数据，所以 ACK 和 FIN 分开。若没有数据，关闭也只要三个。',
        ],
      },
    },
  },
  {
    id: 'four-way-close',
    also: ['close-sequence'],
    example: 'life',
    see: ['fin-wait-1', 'close-wait', 'half-close'],
    text: {
      en: {
        title: 'Closing: segments 4 to 7',
        question: 'Through which states do client and server go?',
        means: [
          'FIN, ACK, FIN, ACK. The active side: FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT. The passive side: CLOSE_WAIT, LAST_ACK, CLOSED. Either side can be the active one; who closes first has TIME_WAIT.',
          'ACK and FIN may be one segment (5+6). Crossing FINs have no such order.',
        ],
      },
      zh: {
        title: '四次挥手：第 4 到第 7 个报文段',
        question: '客户端和服务端各经过哪些状态？',
        means: [
          'FIN、ACK、FIN、ACK。主动方：FIN_WAIT_1、FIN_WAIT_2、TIME_WAIT。被动方：CLOSE_WAIT、LAST_ACK、CLOSED。哪一方都可以主动；谁先关闭谁有 TIME_WAIT。',
          'ACK 和 FIN 可以合成一个报文段（5+6）。交错的 FIN 没有这种次序。',
        ],
      },
    },
  },
  {
    id: 'simultaneous-open',
    also: ['self-connect'],
    see: ['syn-sent', 'closing'],
    text: {
      en: {
        title: 'Simultaneous open: both sides sent a SYN',
        means: [
          'SYN_SENT goes to SYN_RCVD on both sides, and one connection comes of it. A client whose ephemeral port is the very port it connects to does so with itself (self-connect).',
        ],
      },
      zh: {
        title: '同时打开：双方都发了 SYN',
        means: [
          '双方都从 SYN_SENT 到 SYN_RCVD，最后只有一个连接。客户端的临时端口恰好等于要连接的端口时，会这样连上自己（自连接）。',
        ],
      },
    },
  },
  {
    id: 'fast-open',
    also: ['tfo'],
    see: ['handshake'],
    text: {
      en: {
        title: 'Fast Open: data in the SYN',
        means: [
          'With a cookie of an earlier connection the client sends data in its SYN (RFC 7413). A server that closes before the ACK of the handshake goes from SYN_RCVD to FIN_WAIT_1, without ESTABLISHED.',
        ],
        governs: 'net.ipv4.tcp_fastopen.',
      },
      zh: {
        title: 'Fast Open：SYN 里带数据',
        means: [
          '客户端凭以前连接的 cookie 在 SYN 里带数据（RFC 7413）。服务端若在握手的 ACK 之前关闭，就从 SYN_RCVD 到 FIN_WAIT_1，不经过 ESTABLISHED。',
        ],
        governs: 'net.ipv4.tcp_fastopen。',
      },
    },
  },
];
