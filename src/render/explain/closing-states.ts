/** The states of closing: from the first FIN on. */
import type { Topic } from './topic.ts';

export const CLOSING_STATES: readonly Topic[] = [
  {
    id: 'fin-wait-1',
    also: [],
    example: 'three-exits',
    see: ['fin-wait-2', 'closing', 'time-wait'],
    text: {
      en: {
        title: 'FIN_WAIT_1: closed first, the FIN is under way',
        question: 'Which ways lead out of FIN_WAIT_1?',
        means: [
          'This side has closed first. Three ways lead out: an ACK of the FIN alone leads to FIN_WAIT_2; a FIN that does not acknowledge ours leads to CLOSING; FIN and ACK together lead to TIME_WAIT, without FIN_WAIT_2.',
          'Rarely seen, for the ACK comes within a round trip. Where it stays, the peer is gone, or its window is closed and the FIN waits behind data.',
        ],
        ends: 'The ACK of the FIN, or the retransmissions being used up.',
        governs: 'net.ipv4.tcp_orphan_retries, once the application has closed the socket.',
      },
      zh: {
        title: 'FIN_WAIT_1：先关闭，FIN 在路上',
        question: 'FIN_WAIT_1 有哪几个出口？',
        means: [
          '本端先关闭。出口有三个：只收到对 FIN 的 ACK，进入 FIN_WAIT_2；收到没有确认我方 FIN 的 FIN，进入 CLOSING；同时收到 FIN 和 ACK，直接进入 TIME_WAIT，不经过 FIN_WAIT_2。',
          '很少见到，因为 ACK 一个往返内就到。停留得久，说明对端已消失，或对端窗口关闭、FIN 排在数据后面。',
        ],
        ends: '对 FIN 的 ACK，或重传次数用完。',
        governs: '应用已关闭套接字后由 net.ipv4.tcp_orphan_retries 决定。',
      },
    },
  },
  {
    id: 'fin-wait-2',
    also: ['fin-wait-2-orphan'],
    example: 'half-close',
    see: ['fin-timeout', 'half-close', 'close-wait'],
    text: {
      en: {
        title: 'FIN_WAIT_2: half-closed, the peer has not closed yet',
        question: 'Why is FIN_WAIT_1 rare, and FIN_WAIT_2 seen now and then?',
        means: [
          'The peer has acknowledged our FIN, but has sent none. It is in CLOSE_WAIT. This side can receive, but no longer send. Seen now and then, since it lasts as long as the peer takes to close.',
          'After shutdown() it waits as long as it takes. After close() nobody could read what comes: the kernel ends such an orphan after tcp_fin_timeout, and data that still comes is answered by RST. On the wire the two look the same until data comes.',
        ],
        act: 'The application at the other end: it must close.',
        ends: 'The FIN of the peer (to TIME_WAIT); for an orphan also its timer.',
        governs: 'net.ipv4.tcp_fin_timeout = 60 s, for orphans alone.',
        myth: 'tcp_fin_timeout does not shorten TIME_WAIT.',
      },
      zh: {
        title: 'FIN_WAIT_2：半关闭，对端尚未关闭',
        question: '为什么 FIN_WAIT_1 很少见，FIN_WAIT_2 有时能见到？',
        means: [
          '对端确认了我方的 FIN，但自己还没发 FIN，它处于 CLOSE_WAIT。本端能收不能发。有时能看到，因为它持续到对端关闭为止。',
          'shutdown() 之后会一直等。close() 之后没人能读到来的数据：内核在 tcp_fin_timeout 后结束这种孤儿连接，之后到来的数据得到 RST。数据到来之前，两者在线路上看不出区别。',
        ],
        act: '另一端的应用：它必须关闭。',
        ends: '对端的 FIN（到 TIME_WAIT）；孤儿连接还有定时器。',
        governs: 'net.ipv4.tcp_fin_timeout = 60 秒，只管孤儿连接。',
        myth: 'tcp_fin_timeout 不能缩短 TIME_WAIT。',
      },
    },
  },
  {
    id: 'close-wait',
    also: ['lose_wait', 'close-wait-leak'],
    example: 'close-wait',
    see: ['eof', 'close', 'fin-wait-2'],
    text: {
      en: {
        title: 'CLOSE_WAIT: you must close',
        question: 'Why are there so many connections in CLOSE_WAIT?',
        means: [
          'The peer has closed; the kernel has acknowledged its FIN. Now the application here must call close(). No timer of TCP ever ends this: a connection that stays is a descriptor that leaks.',
          'The end of file is queued behind data that was not read yet: who does not read does not notice it. It is the stack of the receiver that queues it, not the active closer.',
          'Usual causes: the end of file (read() = 0) is ignored; an error path forgets close(); a thread hangs before it reads; a child process has inherited the descriptor.',
          'LOSE_WAIT is a slip of the pen for it.',
        ],
        act: 'The application on this side, and nobody else.',
        ends: 'close() (to LAST_ACK), or a RST.',
        governs: 'No sysctl. Keep-alive ends it only where the peer is gone.',
        myth: 'Neither tcp_fin_timeout nor tcp_tw_reuse changes CLOSE_WAIT.',
      },
      zh: {
        title: 'CLOSE_WAIT：该你关闭了',
        question: '为什么有大量 CLOSE_WAIT？',
        means: [
          '对端已关闭，内核已确认它的 FIN。现在本端的应用必须调用 close()。TCP 没有任何定时器会结束这个状态：一直停留就是泄漏了一个描述符。',
          'EOF 排在尚未读取的数据后面：不读就发现不了。把它排进队列的是接收方的协议栈，不是主动关闭方。',
          '常见原因：忽略了 EOF（read() 返回 0）；出错分支忘了 close()；线程卡住没有去读；子进程继承了描述符。',
          'LOSE_WAIT 是它的笔误。',
        ],
        act: '本端的应用，别人都帮不了。',
        ends: 'close()（到 LAST_ACK），或 RST。',
        governs: '没有 sysctl 能管。只有对端已消失时，保活才会结束它。',
        myth: 'tcp_fin_timeout 和 tcp_tw_reuse 都不影响 CLOSE_WAIT。',
      },
    },
  },
  {
    id: 'closing',
    also: ['simultaneous-close', 'closing-stuck'],
    example: 'crossing-fins',
    see: ['fin-wait-1', 'time-wait'],
    text: {
      en: {
        title: 'CLOSING: the FINs crossed',
        question: 'When do both sides have TIME_WAIT?',
        means: [
          'Both sides closed before either had the FIN of the other. Each gets a FIN that does not acknowledge its own: both go through CLOSING, and this is the only case in which both end in TIME_WAIT.',
          'A FIN that does acknowledge ours is not this: it leads from FIN_WAIT_1 straight to TIME_WAIT.',
        ],
        ends: 'The ACK of our FIN (to TIME_WAIT).',
      },
      zh: {
        title: 'CLOSING：两个 FIN 交错',
        question: '什么时候双方都进入 TIME_WAIT？',
        means: [
          '双方都在收到对方 FIN 之前关闭。各自收到一个没有确认自己 FIN 的 FIN：双方都经过 CLOSING，也只有这种情况双方都进入 TIME_WAIT。',
          '如果对方的 FIN 确认了我方的 FIN，就不是这种情况：从 FIN_WAIT_1 直接到 TIME_WAIT。',
        ],
        ends: '对我方 FIN 的 ACK（到 TIME_WAIT）。',
      },
    },
  },
  {
    id: 'last-ack',
    also: ['last-ack-stuck'],
    example: 'lost-last-ack',
    see: ['close-wait', 'time-wait'],
    text: {
      en: {
        title: 'LAST_ACK: closed second, waits for the last ACK',
        question: 'Do both sides wait 2MSL?',
        means: [
          'The passive side has sent its FIN. With the ACK of it, it is CLOSED at once: it does not wait 2MSL. Where that ACK is lost, it sends the FIN again, and the other side, in TIME_WAIT, acknowledges it again.',
        ],
        ends: 'The ACK of the FIN, a RST (seen as an error), or the retransmissions being used up.',
        governs: 'net.ipv4.tcp_orphan_retries.',
        myth: 'Some texts let both sides wait 2MSL. Only the active closer does.',
      },
      zh: {
        title: 'LAST_ACK：后关闭，等最后一个 ACK',
        question: '双方都要等 2MSL 吗？',
        means: [
          '被动关闭方已发出 FIN。收到对它的 ACK 就立即 CLOSED，不等 2MSL。ACK 丢失时它重发 FIN，处于 TIME_WAIT 的另一端再次确认。',
        ],
        ends: '对 FIN 的 ACK、RST（会被当作错误），或重传次数用完。',
        governs: 'net.ipv4.tcp_orphan_retries。',
        myth: '有的文章说双方都等 2MSL。只有主动关闭方等。',
      },
    },
  },
  {
    id: 'time-wait',
    also: ['time-wait-pressure', 'time-wait-assassinated'],
    example: 'lost-last-ack',
    see: ['2msl', 'tuple-reuse', 'tw-reuse', 'old-duplicate'],
    text: {
      en: {
        title: 'TIME_WAIT: the active closer waits 2MSL',
        question: 'Why must TIME_WAIT wait 2MSL before it is CLOSED?',
        means: [
          'First, to close reliably: the last ACK may be lost. Then the peer sends its FIN again, and somebody must acknowledge it. Without TIME_WAIT the answer would be a RST, which the peer sees as an error. A repeated FIN starts the 2MSL anew.',
          'Second, so that old duplicates die: a segment that was delayed must not fall into the window of a new connection on the same four numbers. One endpoint in TIME_WAIT is enough for that.',
          'It is only on the side that closed first; both sides have it only where the FINs crossed. It holds no process and no descriptor, only memory and the pair of addresses and ports.',
          'A RST can end it early (RFC 1337, assassination); Linux obeys that unless tcp_rfc1337 is set.',
        ],
        act: 'Usually nobody. If it is too many: let the client close first, or keep connections open.',
        ends: '2MSL after the last FIN; on Linux also a new SYN that is clearly newer.',
        governs: 'On Linux 60 s, compiled in (TCP_TIMEWAIT_LEN). No sysctl changes it.',
        myth: 'tcp_fin_timeout is not the duration of TIME_WAIT. tcp_tw_recycle is gone since Linux 4.12.',
      },
      zh: {
        title: 'TIME_WAIT：主动关闭方等 2MSL',
        question: '为什么 TIME_WAIT 要等 2MSL 才能回到 CLOSED？',
        means: [
          '第一，可靠地关闭：最后一个 ACK 可能丢失。那时对端会重发 FIN，必须有人再确认。没有 TIME_WAIT，对端收到的就是 RST，会当作错误。重发的 FIN 使 2MSL 重新计时。',
          '第二，让旧的重复报文段消失：迟到的报文段不能落进同一个四元组上新连接的窗口。为此一端处于 TIME_WAIT 就够了。',
          '它只在先关闭的一方；只有 FIN 交错时双方都有。它不占进程和描述符，只占内存和这对地址端口。',
          'RST 会提前结束它（RFC 1337 称为 TIME_WAIT assassination）；Linux 默认接受这个 RST，设置了 tcp_rfc1337 才会忽略。',
        ],
        act: '通常不必管。太多时：让客户端先关闭，或保持长连接。',
        ends: '最后一个 FIN 之后 2MSL；在 Linux 上还有明显更新的 SYN。',
        governs: 'Linux 上是 60 秒，编译时固定（TCP_TIMEWAIT_LEN），没有 sysctl 能改。',
        myth: 'tcp_fin_timeout 不是 TIME_WAIT 的时长。tcp_tw_recycle 从 Linux 4.12 起已删除。',
      },
    },
  },
];
