/** No false alarm: thousands of connections of every healthy kind, and nothing is found. */
import { expect, it } from 'vitest';
import { diagnosed, talk } from '../../support/diagnosed.ts';

const CONNECTIONS = 10_000;

const OPEN = `
  0.000 C > S S 0:0
  0.010 S > C S. 0:0 ack 1
  0.020 C > S . ack 1
  0.030 C > S P. 1:101 ack 1
  0.040 S > C P. 1:1001 ack 101
  0.050 C > S . ack 1001`;

const KINDS = [
  // The client closes first, the server first, both at once, three segments instead of four.
  `${OPEN}
  0.060 C > S F. 101:101 ack 1001
  0.070 S > C . ack 102
  0.080 S > C F. 1001:1001 ack 102
  0.090 C > S . ack 1002`,
  `${OPEN}
  0.060 S > C F. 1001:1001 ack 101
  0.070 C > S . ack 1002
  0.080 C > S F. 101:101 ack 1002
  0.090 S > C . ack 102`,
  `${OPEN}
  0.060 C > S F. 101:101 ack 1001
  0.060 S > C F. 1001:1001 ack 101
  0.070 C > S . ack 1002
  0.070 S > C . ack 102`,
  `${OPEN}
  0.060 C > S F. 101:101 ack 1001
  0.070 S > C F. 1001:1001 ack 102
  0.080 C > S . ack 1002`,
  // One end asks again, or closes, when nothing was said for long.
  `${OPEN}
  95.060 C > S P. 101:201 ack 1001
  95.070 S > C P. 1001:2001 ack 201
  95.080 C > S . ack 2001
  IDLE.080 S > C F. 2001:2001 ack 201
  IDLE.090 C > S F. 201:201 ack 2002
  IDLE.100 S > C . ack 202`,
  // The answer comes after a half-close.
  `${OPEN}
  0.060 C > S F. 101:101 ack 1001
  0.070 S > C . ack 102
  0.300 S > C P. 1001:2001 ack 102
  0.310 C > S . ack 2001
  0.500 S > C F. 2001:2001 ack 102
  0.510 C > S . ack 2002`,
  // Keep-alive is answered, and the connection stays open.
  `${OPEN}
  0.500 C > S . 100:100 ack 1001
  0.510 S > C . ack 101
  0.900 C > S . 100:100 ack 1001
  0.910 S > C . ack 101`,
  // A SYN, a segment and a FIN are lost once.
  `0.000 C > S S 0:0
  1.000 C > S S 0:0
  1.010 S > C S. 0:0 ack 1
  1.020 C > S . ack 1
  1.030 C > S P. 1:101 ack 1
  1.040 S > C . ack 101
  1.050 C > S F. 101:101 ack 1
  1.060 S > C F. 1:1 ack 102
  1.070 C > S . ack 2`,
  `${OPEN}
  0.060 C > S P. 101:1101 ack 1001
  0.300 C > S P. 101:1101 ack 1001
  0.310 S > C . ack 1101
  0.320 C > S F. 1101:1101 ack 1001
  0.330 S > C F. 1001:1001 ack 1102
  0.340 C > S . ack 1002`,
  `${OPEN}
  0.060 C > S F. 101:101 ack 1001
  0.300 C > S F. 101:101 ack 1001
  0.310 S > C F. 1001:1001 ack 102
  0.320 C > S . ack 1002`,
  // A window closes for a moment.
  `${OPEN}
  0.060 C > S P. 101:1101 ack 1001
  0.070 S > C . ack 1101 win 0
  0.090 S > C . ack 1101 win 8000
  0.100 C > S F. 1101:1101 ack 1001
  0.110 S > C F. 1001:1001 ack 1102
  0.120 C > S . ack 1002`,
];

it(`finds nothing in ${CONNECTIONS} healthy connections`, { timeout: 60_000 }, () => {
  const connections = Array.from({ length: CONNECTIONS }, (_, i) =>
    talk(KINDS[i % KINDS.length]!.replaceAll('IDLE', String(96 + (i % 97))), {
      begin: i / 50,
      port: 1024 + (i % 60_000),
      client: `10.1.${i % 7}.${i % 250}`,
    }),
  );
  expect(diagnosed(connections)).toEqual([]);
});
