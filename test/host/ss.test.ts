/** What ss prints, read as sockets. */
import { expect, it } from 'vitest';
import { parseSs } from '../../src/host/ss.ts';

const TEXT = `
LISTEN     3      4            0.0.0.0:8003       0.0.0.0:*     ino:577633 sk:268b cgroup:/ <-> bbr cwnd:10 unacked:3
CLOSE-WAIT 6      0          127.0.0.1:8001     127.0.0.1:54730 timer:(keepalive,1min20sec,2) ino:581744 sk:268f cgroup:/system.slice/web.service --> ts sack cwnd:10 lastsnd:4048 lastrcv:4050 lastack:4051
TIME-WAIT  0      0      [2001:db8::9]:8001 [2001:db8::5]:54731 timer:(timewait,59sec,0) ino:0 sk:2690
ESTAB      0      0   [::ffff:10.0.0.9]:443 [::ffff:10.0.0.5]:50000 timer:(on,200ms,1) ino:9 sk:1 cwnd:10 lastsnd:1
SYN-RECV   0      0          127.0.0.1:8001     127.0.0.1:54732 timer:(on,1.028ms,1) ino:0 sk:2
something else
`;

it('reads queues, timers, inode, cookie and what was heard when', () => {
  const common = { namespace: 4, inode: 0, receiveQueue: 0, sendQueue: 0, timer: null, idle: null, cgroup: null };
  expect(parseSs(TEXT, 4)).toEqual([
    {
      ...common,
      id: 0x268b,
      state: 'LISTEN',
      address: '0.0.0.0',
      port: 8003,
      peer: '0.0.0.0',
      peerPort: 0,
      inode: 577633,
      cgroup: '/',
      receiveQueue: 3,
      sendQueue: 4,
    },
    {
      ...common,
      id: 0x268f,
      state: 'CLOSE_WAIT',
      address: '127.0.0.1',
      port: 8001,
      peer: '127.0.0.1',
      peerPort: 54730,
      inode: 581744,
      receiveQueue: 6,
      cgroup: '/system.slice/web.service',
      timer: { name: 'keep-alive', remaining: 80, retries: 2 },
      idle: { dataSent: 4.048, dataReceived: 4.05, ackReceived: 4.051 },
    },
    {
      ...common,
      id: 0x2690,
      state: 'TIME_WAIT',
      address: '2001:db8::9',
      port: 8001,
      peer: '2001:db8::5',
      peerPort: 54731,
      timer: { name: 'time-wait', remaining: 59, retries: 0 },
    },
    {
      ...common,
      id: 1,
      state: 'ESTABLISHED',
      address: '10.0.0.9',
      port: 443,
      peer: '10.0.0.5',
      peerPort: 50000,
      inode: 9,
      timer: { name: 'retransmit', remaining: 0.2, retries: 1 },
      idle: { dataSent: 0.001, dataReceived: 0, ackReceived: 0 },
    },
    {
      ...common,
      id: 2,
      state: 'SYN_RCVD',
      address: '127.0.0.1',
      port: 8001,
      peer: '127.0.0.1',
      peerPort: 54732,
      timer: { name: 'retransmit', remaining: 1.028, retries: 1 },
    },
  ]);
});
