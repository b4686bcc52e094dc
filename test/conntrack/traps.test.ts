/**
 * Mistakes that tools of this kind have made, and where the test stands that would show ours. Every entry names a file
 * below test/ and words that must be found in it; the scenarios named here are played by scenarios.test.ts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Proof = readonly [file: string, words: string];

const scenario = (name: string, words: string): Proof => [`scenarios/${name}.txt`, words];

const TRAPS: Readonly<Record<string, readonly Proof[]>> = {
  '1 FIN and ACK in one segment taken for CLOSING': [scenario('fin-and-ack-together', 'FIN_WAIT_1 TIME_WAIT')],
  '2 FIN that does not acknowledge ours not taken for CLOSING': [scenario('fin-without-ack', 'CLOSING')],
  '3 any ACK ends FIN_WAIT_1': [scenario('ack-of-part-of-the-data', 'ack 1501')],
  '4 repeated FIN taken for the peer’s': [scenario('lost-fin-of-the-client', 'FIN twice from one side')],
  '5 FIN repeated in TIME_WAIT does not restart 2MSL': [scenario('time-wait-restarted', '110.100')],
  '6 passive open stays SYN_RCVD until the server speaks': [scenario('handshake-then-silence', 'ESTABLISHED~')],
  '7 RST after FIN does not close': [
    scenario('rst-after-fin', 'notes rst-after-fin'),
    scenario('rst-answers-the-fin', 'by rst'),
  ],
  '8 RST in SYN_SENT with any ACK': [
    scenario('rst-in-syn-sent-with-wrong-ack', 'ack 500'),
    scenario('rst-refused', 'refused'),
  ],
  '9 any RST closes, or none': [
    scenario('rst-exact', 'closed S by rst'),
    scenario('rst-behind-data-in-flight', '1501:1501'),
    scenario('rst-in-window', 'challenge ACK'),
    scenario('rst-outside-the-window', 'rst-ignored'),
  ],
  '10 packets after a RST do not show that it was rejected': [
    scenario('rst-rejected', 'rst-rejected'),
    scenario('rst-forged-bare', 'rst-forged'),
  ],
  '11 SYN on a live connection': [
    scenario('syn-on-a-live-connection', 'challenge ACK'),
    scenario('syn-on-a-dead-connection', '@2 incarnation 2'),
    scenario('syn-forged-on-a-live-connection', 'flows 1'),
  ],
  '12 two SYN+ACKs with different numbers': [scenario('synack-with-two-numbers', 'S bytes 100')],
  '13 SYN+ACK captured before the SYN': [scenario('handshake-captured-out-of-order', 'opener C')],
  '14 pair taken for reused when it is not': [
    scenario('lost-syn', 'flows 1'),
    scenario('syn-repeated-late', 'flows 1'),
    scenario('mid-stream-after-the-syn', 'opener C'),
    scenario('time-wait-reuse', '@2 incarnation 2'),
  ],
  '15 a new incarnation inherits from the old one': [
    scenario('late-fin-of-the-old-incarnation', '@2 S fin 0'),
    scenario('old-duplicate-in-the-new-window', 'old-duplicate'),
  ],
  '16 SYN that collides with TIME_WAIT': [
    scenario('time-wait-collision', 'time-wait-collision'),
    scenario('time-wait-collision-without-end', 'rfc1337'),
  ],
  '17 TIME_WAIT assassination': [
    scenario('time-wait-assassinated', 'time-wait-assassinated'),
    scenario('time-wait-protected', 'rfc1337'),
  ],
  '18 closed flow revived by any ACK': [
    scenario('last-ack-captured-before-the-fin', 'closed stays closed'),
    scenario('old-duplicate-syn-after-the-close', 'CLOSED~'),
  ],
  '19 timers only move with packets, or expiry is invented': [
    scenario('time-wait-at-the-end', '2msl 41'),
    scenario('time-wait-60-seconds', 'CLOSED*'),
  ],
  '20 Ethernet padding counted as data': [['decode/ip.test.ts', 'does not count Ethernet padding as payload']],
  '21 IP total length 0, jumbograms': [
    ['decode/ip.test.ts', 'with total length 0 (segmentation offload)'],
    ['decode/ip.test.ts', 'takes the length of a jumbogram'],
  ],
  '22 bad checksums dropped': [['decode/checksum.test.ts', 'wrong ones counted and not dropped']],
  '23 VLAN tags': [
    ['decode/scopes.test.ts', 'is read'],
    ['support/scopes.ts', 'vlan('],
    ['conntrack/flows.test.ts', 'the same packets in two VLANs'],
  ],
  '24 link types': [
    ['decode/links.test.ts', 'every link type'],
    ['decode/links.test.ts', 'an unknown link type'],
  ],
  '25 copies read as retransmissions': [
    scenario('copies', 'retransmissions 0'),
    ['conntrack/properties.test.ts', 'when every packet is captured twice'],
  ],
  '26 Fast Open': [
    scenario('fast-open', 'notes fast-open'),
    scenario('fast-open-refused', 'C bytes 200'),
    scenario('fast-open-server-closes-early', 'SYN_RCVD FIN_WAIT_1'),
    scenario('fast-open-on-a-dead-connection', '@2 notes fast-open'),
  ],
  '27 data after a window probe taken for a retransmission': [
    scenario('zero-window-probe', 'windowProbes 2 retransmissions 0'),
  ],
  '28 keep-alive taken for a retransmission or duplicate ACK': [
    scenario('keep-alive', 'keepAlives 2 retransmissions 0 duplicateAcks 0'),
  ],
  '29 window update taken for a duplicate ACK': [
    scenario('sliding-window-18-segments', 'windowUpdates 3 duplicateAcks 0'),
    scenario('duplicate-acks', 'duplicateAcks 2 windowUpdates 0'),
  ],
  '30 sequence numbers that wrap': [
    scenario('sequence-wrap', 'iss client 4294967040'),
    ['conntrack/properties.test.ts', 'does not depend on the initial sequence numbers'],
    ['decode/seq.test.ts', 'seqDiff'],
  ],
  '31 SYNs repeated at linear times': [scenario('syn-sent-gives-up', 'Eleven SYNs, the first at linear times')],
  '38 self-connect, both ends on one address': [
    scenario('self-connect', 'notes self-connect'),
    ['conntrack/flows.test.ts', 'keeps its ends apart on one address of loopback'],
  ],
  '39 FIN as first packet': [scenario('fin-as-first-packet', 'FIN_WAIT_1?')],
  '40 one direction only': [
    scenario('only-the-server-is-captured', 'one-sided'),
    scenario('only-the-client-is-captured', 'one-sided'),
  ],
  '41 ACK of unseen data taken for an error': [
    scenario('capture-gap', 'notes gap'),
    scenario('capture-misses-a-fin', 'fin-missed'),
    scenario('capture-misses-64-mib', 'notes foreign gap'),
    ['conntrack/flows.test.ts', 'a tenth of the frames is left out'],
  ],
  '42 fragments, truncated headers': [
    ['decode/fragments.test.ts', 'of an incomplete datagram never give a segment'],
    ['decode/ip.test.ts', 'is TRUNCATED up to the end of the TCP header'],
  ],
  '43 nonsense flags': [scenario('nonsense-flags', 'badFlags 4'), scenario('nonsense-flags-from-nowhere', 'none')],
  '44 keys that depend on the direction': [
    ['conntrack/flows.test.ts', 'is the same both ways'],
    ['conntrack/properties.test.ts', 'which address is lower'],
    ['decode/ip.test.ts', 'keeps an IPv4-mapped address apart'],
  ],
  '45 flows that are never let go': [
    ['conntrack/flows.test.ts', 'follows what is alive, not what has been'],
    ['conntrack/flows.test.ts', 'is bounded in a SYN flood'],
  ],
  '47 times of several interfaces and sections, in nanoseconds': [
    ['capture/pcapng.test.ts', 'mixes interfaces of different resolution and offset'],
    ['capture/pcapng.test.ts', 'gives every section its own byte order and interfaces'],
    ['capture/pcapng.test.ts', 'reads a capture that tells no time at all'],
  ],
  '48 time that steps back': [
    scenario('time-steps-back', 'late'),
    scenario('clock-set-back-an-hour', 'late'),
    ['conntrack/flows.test.ts', 'a clock that is set back by an hour'],
    ['capture/merge.test.ts', 'keep their own order where time steps back in one'],
  ],
  '49 the sliding-window example counts 1 K, not 2 K, a segment': [scenario('sliding-window-18-segments', '6145:7169')],
};

describe.each(Object.entries(TRAPS))('%s', (_, proofs) => {
  it.each(proofs)('is tested in %s: %s', (file, words) => {
    const path = join(import.meta.dirname, '..', file);
    expect(existsSync(path), path).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(words);
  });
});
