import { describe, expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.ts';
import { Flag, Segment, SynOption } from '../../src/decode/segment.ts';
import { Verdict } from '../../src/decode/verdict.ts';
import {
  authentication,
  endOfOptions,
  ethernet,
  fastOpen,
  fastOpenExperiment,
  flagBits,
  ipv4,
  ipv6,
  md5,
  mptcp,
  mss,
  nop,
  sack,
  sackPermitted,
  type TcpFields,
  tcp,
  timestamps,
  wscale,
} from '../support/frames.ts';
import { decode, decoding } from './decode.ts';

function decodeTcp(fields: TcpFields): Segment {
  const { verdict, segment } = decode(ethernet(ipv4(tcp(fields), { id: 7 })));
  expect(verdict).toBe(Verdict.SEGMENT);
  return segment;
}

describe('the TCP header', () => {
  it('is read field by field', () => {
    const fields = {
      sourcePort: 65535,
      destinationPort: 1,
      seq: 0xfffffff0,
      ack: 0x80000001,
      flags: 'P.',
      window: 4321,
    };
    const frame = ethernet(
      ipv4(tcp({ ...fields, payload: 99 }), { source: '192.0.2.1', destination: '203.0.113.9', id: 0xabcd }),
    );
    const { verdict, segment } = decode(frame, { time: 1.5 });
    expect(verdict).toBe(Verdict.SEGMENT);
    expect(segment).toMatchObject({
      time: 1.5e9,
      ipVersion: 4,
      scope: 0,
      source0: 0xc0000201 | 0,
      source1: 0,
      source2: 0,
      source3: 0,
      destination0: 0xcb007109 | 0,
      destination1: 0,
      destination2: 0,
      destination3: 0,
      sourcePort: 65535,
      destinationPort: 1,
      seq: 0xfffffff0 | 0,
      ack: 0x80000001 | 0,
      flags: Flag.PSH | Flag.ACK,
      window: 4321,
      length: 99,
      ipId: 0xabcd,
      hasTimestamps: 0,
      mss: -1,
      windowScale: -1,
      sackPermitted: 0,
      synOptions: 0,
      badChecksum: 0,
    });
  });

  it.each(['F', 'S', 'R', 'P', '.', 'U', 'E', 'W', 'A', 'SF', 'SR', 'FPU', 'SFRP.UEWA', ''])(
    'keeps flags %j',
    (flags) => {
      expect(decodeTcp({ flags }).flags).toBe(flagBits(flags));
    },
  );

  it('leaves nothing of the segment before', () => {
    const decoder = decoding();
    const options = [mss(1460), sackPermitted, timestamps(1, 2), wscale(7), fastOpen(1, 2, 3, 4)];
    const syn = ethernet(ipv6(tcp({ flags: 'S', options, checksum: 1 })));
    const plain = ethernet(ipv4(tcp({ flags: '.' })));
    const first = decoder(syn).segment;
    const fresh = decode(plain).segment;
    const reused = Object.assign(new Segment(), first);
    expect(reused.badChecksum).toBe(1);
    // The same object again, as the loop over a capture uses it.
    const view = new DataView(plain.buffer);
    new Decoder().decode(view, 0, plain.length, plain.length, 1, 0, reused);
    expect(reused).toEqual(fresh);
  });

  it.each([4, 0])('is malformed with a data offset of %i words', (dataOffset) => {
    expect(decode(ethernet(ipv4(tcp({ dataOffset })))).verdict).toBe(Verdict.MALFORMED);
  });

  it('is malformed with a data offset behind the end of the packet', () => {
    expect(decode(ethernet(ipv4(tcp({ dataOffset: 15, payload: 39 })))).verdict).toBe(Verdict.MALFORMED);
    expect(decode(ethernet(ipv4(tcp({ dataOffset: 15, payload: 40 })))).verdict).toBe(Verdict.SEGMENT);
  });

  it('is malformed where the IP packet is too short for it, however long the frame', () => {
    const frame = ethernet(ipv4(tcp(), { totalLength: 39 }), { minimum: 60 });
    expect(decode(frame).verdict).toBe(Verdict.MALFORMED);
  });
});

describe('TCP options', () => {
  it('of a SYN are all read', () => {
    const options = [mss(8960), sackPermitted, timestamps(0x89abcdef, 0), nop, wscale(9)];
    expect(decodeTcp({ flags: 'S', options })).toMatchObject({
      mss: 8960,
      sackPermitted: 1,
      windowScale: 9,
      hasTimestamps: 1,
      tsVal: 0x89abcdef | 0,
      tsEcr: 0,
      synOptions: 0,
    });
  });

  it.each<[string, number[], number]>([
    ['Fast Open cookie request', fastOpen(), SynOption.FAST_OPEN],
    ['Fast Open cookie', fastOpen(1, 2, 3, 4, 5, 6, 7, 8), SynOption.FAST_OPEN],
    ['Fast Open under the experimental number', fastOpenExperiment(1, 2), SynOption.FAST_OPEN],
    ['another experiment', [254, 4, 1, 2], 0],
    ['MP_CAPABLE', mptcp(0, 0x81), SynOption.MPTCP_CAPABLE],
    ['MP_JOIN', mptcp(1, 0, 1, 2, 3, 4, 5, 6, 7, 8), SynOption.MPTCP_JOIN],
    ['another multipath subtype', mptcp(2, 0), 0],
    ['MD5', md5(), SynOption.MD5],
    ['AO', authentication(), SynOption.AO],
    ['one nobody knows', [77, 6, 1, 2, 3, 4], 0],
  ])('of a SYN: %s', (_, option, bits) => {
    expect(decodeTcp({ flags: 'S', options: [nop, option, wscale(3)] })).toMatchObject({
      synOptions: bits,
      windowScale: 3,
    });
  });

  it('count a window scale above 14 as 14 (RFC 7323 §2.3)', () => {
    expect(decodeTcp({ flags: 'S.', options: [wscale(200)] }).windowScale).toBe(14);
  });

  it.each([
    ['in the usual layout', [nop, nop, timestamps(5, 6)]],
    ['before anything else', [timestamps(5, 6), nop, nop]],
    ['behind selective acknowledgments', [nop, nop, sack(1, 2), timestamps(5, 6), nop, nop]],
    ['before selective acknowledgments', [nop, nop, timestamps(5, 6), nop, nop, sack(1, 2)]],
    ['behind an unknown option', [[99, 3, 0], timestamps(5, 6)]],
  ])('hold timestamps %s', (_, options) => {
    expect(decodeTcp({ options })).toMatchObject({ hasTimestamps: 1, tsVal: 5, tsEcr: 6 });
  });

  it.each<[string, (readonly number[])[], number]>([
    ['ends below the ACK', [sack(900, 1000)], 1],
    ['ends at the ACK', [sack(999, 1000), timestamps(5, 6)], 1],
    ['lies beyond the ACK', [nop, nop, timestamps(5, 6), nop, nop, sack(1100, 1200)], 0],
    ['is not the first', [nop, nop, timestamps(5, 6), nop, nop, sack(1100, 1200, 900, 950)], 0],
    ['is behind timestamps', [nop, nop, timestamps(5, 6), nop, nop, sack(900, 950)], 1],
    ['is cut short', [[5, 6, 0, 0, 0, 1]], 0],
  ])('report a duplicate where a SACK block %s (RFC 2883 §4)', (_, options, duplicateSack) => {
    expect(decodeTcp({ ack: 1000, options })).toMatchObject({ duplicateSack });
  });

  it('of other segments than a SYN set nothing else', () => {
    const options = [mss(1000), wscale(5), sackPermitted, fastOpen(1, 2)];
    expect(decodeTcp({ flags: '.', options })).toMatchObject({
      mss: -1,
      windowScale: -1,
      sackPermitted: 0,
      synOptions: 0,
    });
  });

  it.each([
    ['length 0', [[3, 0], mss(1000)]],
    ['length 1', [[3, 1], mss(1000)]],
    ['a length beyond the header', [[3, 30], mss(1000)]],
    ['the end of options', [endOfOptions, mss(1000)]],
    [
      'a wrong length',
      [
        [2, 3, 1],
        [3, 4, 7, 7],
        [4, 3, 1],
        [8, 9, 1, 2, 3, 4, 5, 6, 7],
      ],
    ],
  ])('stop at, or pass over, %s', (_, options) => {
    expect(decodeTcp({ flags: 'S', options })).toMatchObject({
      mss: -1,
      windowScale: -1,
      sackPermitted: 0,
      hasTimestamps: 0,
    });
  });

  it('are read as far as the capture reaches', () => {
    const frame = ethernet(ipv4(tcp({ flags: 'S', options: [mss(1460), wscale(7), nop], payload: 10 })));
    const wireLength = frame.length;
    const all = decode(frame.slice(0, 14 + 20 + 28), { wireLength });
    expect(all.segment).toMatchObject({ mss: 1460, windowScale: 7, length: 10 });
    const some = decode(frame.slice(0, 14 + 20 + 26), { wireLength });
    expect(some).toMatchObject({ verdict: Verdict.SEGMENT, segment: { mss: 1460, windowScale: -1, length: 10 } });
    const none = decode(frame.slice(0, 14 + 20 + 20), { wireLength });
    expect(none).toMatchObject({ verdict: Verdict.SEGMENT, segment: { mss: -1, windowScale: -1, length: 10 } });
    expect(decode(frame.slice(0, 14 + 20 + 19), { wireLength }).verdict).toBe(Verdict.TRUNCATED);
  });
});

describe('the digest', () => {
  const base = { seq: 1000, ack: 2000, payload: 5, options: [nop, nop, timestamps(1, 2)] };
  const digestOf = (fields: TcpFields, id = 7): number =>
    decode(ethernet(ipv4(tcp({ ...base, ...fields }), { id }))).segment.digest;

  it('is that of a copy, whatever happened to the packet on its way', () => {
    const segment = tcp(base);
    const direct = digestOf({});
    expect(decode(ethernet(ipv4(segment, { id: 7, ttl: 3 }), { minimum: 90 })).segment.digest).toBe(direct);
    expect(digestOf({ checksum: 0x1234 })).toBe(direct);
    expect(digestOf({ urgent: 9 })).toBe(direct);
    const more = tcp({ ...base, options: [...base.options, nop, nop, sack(1, 2)] });
    const digestAt = (ttl: number): number => decode(ethernet(ipv4(more, { id: 7, ttl }))).segment.digest;
    expect(digestAt(3)).toBe(digestAt(64));
  });

  it.each<[string, TcpFields]>([
    ['source port', { sourcePort: 40001 }],
    ['destination port', { destinationPort: 81 }],
    ['sequence number', { seq: 1001 }],
    ['acknowledgment number', { ack: 2001 }],
    ['flags', { flags: 'P.' }],
    ['window', { window: 65534 }],
    ['payload length', { payload: 6 }],
    ['timestamp', { options: [nop, nop, timestamps(2, 2)] }],
    ['echoed timestamp', { options: [nop, nop, timestamps(1, 3)] }],
    ['another option', { options: [nop, nop, sack(1, 2)] }],
    ['one more option', { options: [nop, nop, timestamps(1, 2), nop, nop, sack(1, 2)] }],
  ])('differs with the %s', (_, fields) => {
    expect(digestOf(fields)).not.toBe(digestOf({}));
  });

  it('differs with the IP id, the addresses, and the direction', () => {
    const v6 = (source: string): number => decode(ethernet(ipv6(tcp(base), { source }))).segment.digest;
    const v4 = (source: string, destination: string): number =>
      decode(ethernet(ipv4(tcp({ ...base, sourcePort: 5, destinationPort: 5 }), { source, destination }))).segment
        .digest;
    expect(digestOf({}, 8)).not.toBe(digestOf({}, 7));
    expect(v6('2001:db8::1')).not.toBe(v6('2001:db8:0:1::'));
    expect(v4('10.0.0.1', '10.0.0.2')).not.toBe(v4('10.0.0.2', '10.0.0.1'));
  });

  it('hardly ever collides within a connection', () => {
    const digests = new Set<number>();
    for (let i = 0; i < 20_000; i++)
      digests.add(digestOf({ seq: i * 1448, ack: 2000 + (i >> 1) * 100, payload: 0 }, i));
    // Of 20,000 random 32-bit numbers 0.05 collide on average.
    expect(digests.size).toBeGreaterThanOrEqual(19_998);
  });
});
