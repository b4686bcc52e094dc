/** How data flows: windows, acknowledgments, what is sent again. */
import type { Topic } from './topic.ts';

export const DATA_TOPICS: readonly Topic[] = [
  {
    id: 'sliding-window',
    also: ['window', 'win'],
    example: 'zero-window',
    see: ['window-full', 'window-update', 'stream'],
    text: {
      en: {
        title: 'The sliding window: how much may be in flight',
        question: 'Why does the window shrink, though nothing was lost?',
        means: [
          'Each ACK says how many octets the receiver takes beyond it: the room in its buffer. What is sent and not acknowledged is in flight, and never more than the window.',
          'The window shrinks while the application does not read, and opens when it does. In a timeline the bar shows what is in flight, what is free, and what waits to be read, as far as the largest window tells.',
          'A well-known example has 18 segments and a buffer of 6144 octets. Its text says that segments 12 and 13 carry 2K each; its own numbers (ACK 8194, MSS 1024) need 1K each.',
        ],
      },
      zh: {
        title: '滑动窗口：路上可以有多少数据',
        question: '没有丢包，窗口为什么变小？',
        means: [
          '每个 ACK 都说明接收方在它之后还能收多少字节：即缓冲区的余地。已发送未确认的叫在途数据，不会超过窗口。',
          '应用不读，窗口就缩小；读了就打开。时间线里的条形显示在途、空闲和等待读取的部分，后者按出现过的最大窗口推算。',
          '有个著名的例子共 18 个报文段，缓冲区 6144 字节。原文说第 12、13 段各带 2K，但按它自己的数字（ACK 8194，MSS 1024）各是 1K。',
        ],
      },
    },
  },
  {
    id: 'window-full',
    also: [],
    see: ['sliding-window', 'zero-window'],
    text: {
      en: {
        title: 'Window full: the sender must wait',
        means: ['All that the receiver would take is in flight. The sender goes on when an ACK opens the window.'],
        act: 'Where it lasts: the application at the receiver, which reads too slowly, or a buffer that is too small for the way.',
      },
      zh: {
        title: '窗口已满：发送方必须等待',
        means: ['接收方能收的都在路上了。ACK 打开窗口后发送方才继续。'],
        act: '持续时：接收端的应用读得太慢，或缓冲区相对于路径太小。',
      },
    },
  },
  {
    id: 'window-update',
    also: [],
    see: ['duplicate-ack', 'sliding-window'],
    text: {
      en: {
        title: 'Window update: nothing new but the window',
        means: [
          'An ACK with the same number and another window: the application has read. It is no duplicate ACK, though the number is the same.',
        ],
      },
      zh: {
        title: '窗口更新：只有窗口变了',
        means: ['确认号相同、窗口不同的 ACK：应用读了数据。确认号虽同，但不是重复 ACK。'],
      },
    },
  },
  {
    id: 'zero-window',
    also: ['zero-window-stall', 'window-probe'],
    example: 'zero-window',
    see: ['sliding-window', 'window-update'],
    text: {
      en: {
        title: 'Zero window: the receiver takes nothing more',
        means: [
          'The buffer of the receiver is full, for its application does not read. The sender probes with old or single octets, at growing intervals, until the window opens. A FIN waits behind the data.',
        ],
        act: 'The application at the receiver: it must read.',
        ends: 'A window update.',
      },
      zh: {
        title: '零窗口：接收方不再接收',
        means: [
          '接收方的应用不读，缓冲区满了。发送方用旧字节或单个字节探测，间隔越来越长，直到窗口打开。FIN 排在数据后面。',
        ],
        act: '接收端的应用：它必须读。',
        ends: '窗口更新。',
      },
    },
  },
  {
    id: 'duplicate-ack',
    also: ['dup-ack', 'out-of-order'],
    see: ['retransmission', 'window-update'],
    text: {
      en: {
        title: 'Duplicate ACK: something is missing',
        means: [
          'The same number and the same window again while data is in flight: a segment came out of order. Three of them make the sender repeat what is missing (RFC 5681).',
        ],
      },
      zh: {
        title: '重复 ACK：中间缺了一段',
        means: [
          '还有数据在途时，确认号和窗口都不变的 ACK：说明收到了失序的报文段。连续三个重复 ACK 会让发送方重发缺失的部分（RFC 5681）。',
        ],
      },
    },
  },
  {
    id: 'retransmission',
    also: ['retransmission-storm'],
    see: ['duplicate-ack', 'capture'],
    text: {
      en: {
        title: 'Retransmission: sent again',
        means: [
          'What was not acknowledged in time is sent again. A copy of the very same packet (mirror ports, any) is none: it has the same IP id and timestamps. Neither is a window probe, nor a keep-alive.',
        ],
        act: 'Many: look at the way, not at the ends.',
      },
      zh: {
        title: '重传：再发一次',
        means: [
          '没有及时得到确认的数据会重发。同一个报文被抓到两次（镜像端口、any 接口）不算重传：IP 标识和时间戳都相同。窗口探测和保活也不是。',
        ],
        act: '重传很多时：先查网络路径，不是两端。',
      },
    },
  },
  {
    id: 'mss',
    also: ['effective-mss'],
    see: ['syn', 'sliding-window'],
    text: {
      en: {
        title: 'MSS: the largest payload of a segment',
        means: [
          'Each SYN says how large a segment its sender takes; the peer sends no larger one. As a rule both then use the smaller: 1460 and 1024 make 1024.',
        ],
      },
      zh: {
        title: 'MSS：一个报文段最多的数据',
        means: ['每个 SYN 说明自己能收多大的报文段，对端不会发得更大。通常双方都用较小的那个：1460 和 1024 取 1024。'],
      },
    },
  },
  {
    id: 'stream',
    also: ['messages'],
    see: ['sliding-window', 'eof'],
    text: {
      en: {
        title: 'A stream, not messages',
        question: 'Do segments match the writes and reads of applications?',
        means: [
          'TCP carries octets. Segments need not match write() at the one end nor read() at the other: one read may get half of a write, or three.',
        ],
      },
      zh: {
        title: '是字节流，不是消息',
        question: '报文段和应用的读写一一对应吗？',
        means: [
          'TCP 传送字节。报文段不必对应一端的 write()，也不必对应另一端的 read()：一次读可能只得到半次写，也可能得到三次写。',
        ],
      },
    },
  },
];
