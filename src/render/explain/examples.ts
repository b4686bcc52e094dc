/** Small ladders that explanations show: client at the left, server at the right, what happens to each where it happens. */
import type { Language } from './topic.ts';

/** A remark at the end of a line, in the language of the explanation. */
type Aside = (words: Readonly<Record<Language, string>>) => string;

const EXAMPLES: Readonly<Record<string, (aside: Aside) => readonly string[]>> = {
  life: (aside) => [
    '      CLOSED                                        LISTEN',
    ' 1    SYN_SENT     -- S 0:0(0) ----------------->   SYN_RCVD',
    ' 2    ESTABLISHED  <- S. 0:0(0) ack 1 -----------',
    ' 3                 -- . ack 1 ------------------>   ESTABLISHED',
    '                   -- P. 1:181(180) ack 1 ------>',
    '                   <- P. 1:301(300) ack 181 -----',
    ' 4    FIN_WAIT_1   -- F. 181:181(0) ack 301 ---->   CLOSE_WAIT',
    ' 5    FIN_WAIT_2   <- . ack 182 -----------------',
    ' 6    TIME_WAIT    <- F. 301:301(0) ack 182 -----   LAST_ACK',
    ' 7                 -- . ack 302 ---------------->   CLOSED',
    `      CLOSED          ${aside({ en: '2MSL later', zh: '2MSL 之后' })}`,
  ],
  'three-exits': (aside) => [
    `      FIN_WAIT_1   <- . ack of FIN --------------   ${aside({ en: 'then FIN_WAIT_2', zh: '进入 FIN_WAIT_2' })}`,
    `      FIN_WAIT_1   <- F. without that ack -------   ${aside({ en: 'then CLOSING', zh: '进入 CLOSING' })}`,
    `      FIN_WAIT_1   <- F. with that ack ----------   ${aside({ en: 'then TIME_WAIT', zh: '进入 TIME_WAIT' })}`,
  ],
  'close-wait': (aside) => [
    ' 4    FIN_WAIT_1   -- F. 181:181(0) ack 301 ---->   CLOSE_WAIT',
    ' 5    FIN_WAIT_2   <- . ack 182 -----------------',
    `      ${aside({ en: '... nothing more: the application has not called close() ...', zh: '……再没有别的报文：应用没有调用 close()……' })}`,
  ],
  'crossing-fins': () => [
    '      FIN_WAIT_1   -- F. 1:1(0) ack 1 --\\  /-----   FIN_WAIT_1',
    '                                         \\/',
    '      CLOSING      <- F. 1:1(0) ack 1 --/  \\---->   CLOSING',
    '      TIME_WAIT    <--- . ack 2, both ways ----->   TIME_WAIT',
  ],
  'lost-last-ack': (aside) => [
    ' 6    TIME_WAIT    <- F. 1:1(0) ack 2 -----------   LAST_ACK',
    ' 7                 -- . ack 2 ---------- X          LAST_ACK',
    `      2MSL anew    <- F. 1:1(0) ack 2 -----------   LAST_ACK   ${aside({ en: 'the FIN again', zh: '重发 FIN' })}`,
    '                   -- . ack 2 ------------------>   CLOSED',
  ],
  'half-close': (aside) => [
    '      FIN_WAIT_2   <- . ack 2 -------------------   CLOSE_WAIT',
    `                   <- P. 1:1001(1000) ack 2 -----   ${aside({ en: 'still sends', zh: '仍能发送' })}`,
    `                   -- . ack 1001 --------------->   ${aside({ en: 'still acknowledged', zh: '仍会确认' })}`,
    '      TIME_WAIT    <- F. 1001:1001(0) ack 2 -----   LAST_ACK',
  ],
  'rst-after-fin': () => [
    '      FIN_WAIT_1   -- F. 1:1(0) ack 1 ---------->   CLOSE_WAIT',
    '                   <- P. 1:101(100) ack 2 -------   write()',
    '      CLOSED       -- R 2:2(0) ----------------->   CLOSED: EPIPE, SIGPIPE',
  ],
  'zero-window': (aside) => [
    `      -- P. 5121:6145(1024) ack 1 ---->   ${aside({ en: '6144 in flight: window full', zh: '6144 字节在途：窗口已满' })}`,
    `      <- . ack 6145 win 0 -------------   ${aside({ en: 'the application reads nothing', zh: '应用没有读' })}`,
    `      -- . 6144:6144(0) --------------->   ${aside({ en: 'window probe', zh: '窗口探测' })}`,
    '      <- . ack 6145 win 0 -------------',
    `      <- . ack 6145 win 4096 ----------   ${aside({ en: 'window update: it has read 4096', zh: '窗口更新：应用读了 4096 字节' })}`,
  ],
  'syn-unanswered': (aside) => [
    '      SYN_SENT     -- S 0:0(0) --------- X',
    `                   -- S 0:0(0) --------- X           ${aside({ en: '1 s later', zh: '1 秒后' })}`,
    `                   -- S 0:0(0) --------- X           ${aside({ en: '2 s later, and so on', zh: '再过 2 秒，依此类推' })}`,
  ],
  'syn-rcvd': (aside) => [
    ' 1    SYN_SENT     -- S 0:0(0) ----------------->   SYN_RCVD',
    ' 2    ESTABLISHED  <- S. 0:0(0) ack 1 -----------',
    ' 3                 -- . ack 1 ---------- X          SYN_RCVD',
    `                   <- S. 0:0(0) ack 1 -----------   SYN_RCVD   ${aside({ en: 'again after 1 s', zh: '1 秒后重发' })}`,
  ],
  'time-wait-collision': (aside) => [
    `      SYN_SENT     -- S 0:0(0) ----------------->   ${aside({ en: 'TIME_WAIT of the old one', zh: '旧连接的 TIME_WAIT' })}`,
    `                   <- . ack 302 -----------------   ${aside({ en: 'its last ACK, again', zh: '再发一次旧连接的 ACK' })}`,
    `                   -- R 302:302(0) ------------->   CLOSED${aside({ en: ': refused', zh: '：被拒绝' })}`,
    `                   -- S 0:0(0) ----------------->   SYN_RCVD${aside({ en: ': the SYN again', zh: '：重发的 SYN' })}`,
  ],
  'old-duplicate': (aside) => [
    `                   -- P. 1000:2000(1000) --- ...    ${aside({ en: 'delayed on the way', zh: '在路上延迟' })}`,
    `                   -- P. 1000:2000(1000) ------->   ${aside({ en: 'sent again; both close', zh: '重发；之后双方关闭' })}`,
    `      SYN_SENT     -- S 500:500(0) ------------->   SYN_RCVD${aside({ en: ': opened too early', zh: '：打开得太早' })}`,
    `               ... --- P. 1000:2000(1000) ------>   ${aside({ en: 'falls into its window', zh: '落进新连接的窗口' })}`,
  ],
  refused: (aside) => [
    ` 1    SYN_SENT     -- S 0:0(0) ----------------->   ${aside({ en: 'nobody listens', zh: '没有人监听' })}`,
    '      CLOSED       <- R. 0:0(0) ack 1 -----------',
  ],
  'keep-alive': (aside) => [
    `      -- . 100:100(0) ack 1 ---------->   ${aside({ en: '7200 s after the last data', zh: '最后的数据之后 7200 秒' })}`,
    `      <- . ack 101 --------------------   ${aside({ en: 'the peer lives', zh: '对端还在' })}`,
    `      -- . 100:100(0) ack 1 ---------->   ${aside({ en: 'silence: 9 probes, then RST', zh: '无应答：9 次探测后发 RST' })}`,
  ],
};

/** Names of the examples. */
export const EXAMPLE_NAMES: readonly string[] = Object.keys(EXAMPLES);

/** Lines of an example. */
export function exampleLines(name: string, language: Language): readonly string[] {
  return EXAMPLES[name]!((words) => words[language]);
}
