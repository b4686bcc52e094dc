/** Small ladders that explanations show: client at the left, server at the right, what happens to each where it happens. */

export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  life: [
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
    '      CLOSED          2MSL later',
  ],
  'three-exits': [
    'FIN_WAIT_1  <- . ack of FIN -------  FIN_WAIT_2',
    'FIN_WAIT_1  <- F. without that ack -  CLOSING',
    'FIN_WAIT_1  <- F. with that ack ----  TIME_WAIT',
  ],
  'close-wait': [
    ' 4    FIN_WAIT_1   -- F. 181:181(0) ack 301 ---->   CLOSE_WAIT',
    ' 5    FIN_WAIT_2   <- . ack 182 -----------------',
    '      ... nothing more: the application has not called close() ...',
  ],
  'crossing-fins': [
    '      FIN_WAIT_1   -- F. 1:1(0) ack 1 --\\  /-----   FIN_WAIT_1',
    '                                         \\/',
    '      CLOSING      <- F. 1:1(0) ack 1 --/ \\---->   CLOSING',
    '      TIME_WAIT    <-- . ack 2 ----------------->   TIME_WAIT',
  ],
  'lost-last-ack': [
    ' 6    TIME_WAIT    <- F. 1:1(0) ack 2 -----------   LAST_ACK',
    ' 7                 -- . ack 2 ---------- X          LAST_ACK',
    '      2MSL anew    <- F. 1:1(0) ack 2 -----------   LAST_ACK   the FIN again',
    '                   -- . ack 2 ------------------>   CLOSED',
  ],
  'half-close': [
    '      FIN_WAIT_2   <- . ack 2 -------------------   CLOSE_WAIT',
    '                   <- P. 1:1001(1000) ack 2 -----   still sends',
    '                   -- . ack 1001 --------------->   still acknowledged',
    '      TIME_WAIT    <- F. 1001:1001(0) ack 2 -----   LAST_ACK',
  ],
  'rst-after-fin': [
    '      FIN_WAIT_1   -- F. 1:1(0) ack 1 ---------->   CLOSE_WAIT',
    '                   <- P. 1:101(100) ack 2 -------   write()',
    '      CLOSED       -- R 2:2(0) ----------------->   CLOSED: EPIPE, SIGPIPE',
  ],
  'zero-window': [
    '      -- P. 5121:6145(1024) ack 1 ---->   6144 in flight: window full',
    '      <- . ack 6145 win 0 -------------   the application reads nothing',
    '      -- . 6144:6144(0) --------------->   window probe',
    '      <- . ack 6145 win 0 -------------',
    '      <- . ack 6145 win 4096 ----------   window update: it has read 4096',
  ],
  'syn-unanswered': [
    '      SYN_SENT     -- S 0:0(0) --------- X',
    '                   -- S 0:0(0) --------- X           1 s later',
    '                   -- S 0:0(0) --------- X           2 s later, and so on',
  ],
  'syn-rcvd': [
    ' 1    SYN_SENT     -- S 0:0(0) ----------------->   SYN_RCVD',
    ' 2    ESTABLISHED  <- S. 0:0(0) ack 1 -----------',
    ' 3                 -- . ack 1 ---------- X          SYN_RCVD',
    '                   <- S. 0:0(0) ack 1 -----------   SYN_RCVD   again after 1 s',
  ],
  refused: [
    ' 1    SYN_SENT     -- S 0:0(0) ----------------->   nobody listens',
    '      CLOSED       <- R. 0:0(0) ack 1 -----------',
  ],
  'keep-alive': [
    '      -- . 100:100(0) ack 1 ---------->   7200 s after the last data',
    '      <- . ack 101 --------------------   the peer lives',
    '      -- . 100:100(0) ack 1 ---------->   silence: 9 probes, then RST',
  ],
};
