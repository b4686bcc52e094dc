import { describe, expect, it } from 'vitest';
import { Verdict } from '../../src/decode/verdict.ts';
import { bytes, ethernet, icmpUnreachable, ipv4, ipv6, tcp, u16, u32, udp } from '../support/frames.ts';
import { ah, extension } from '../support/tunnels.ts';
import { decode, decoding } from './decode.ts';

describe('IPv4', () => {
  it('does not count Ethernet padding as payload', () => {
    const frame = ethernet(ipv4(tcp()), { minimum: 60 });
    expect(frame.length).toBe(60);
    expect(decode(frame)).toMatchObject({ verdict: Verdict.SEGMENT, segment: { length: 0, badChecksum: 0 } });
  });

  it('tells the payload on the wire where the capture cut it off', () => {
    const frame = ethernet(ipv4(tcp({ payload: 1448 })));
    expect(decode(frame.slice(0, 96), { wireLength: frame.length }).segment.length).toBe(1448);
    // A tool that cut the file down without keeping the wire length.
    expect(decode(frame.slice(0, 96)).segment.length).toBe(1448);
  });

  it('with total length 0 (segmentation offload) takes the length of the frame', () => {
    const frame = ethernet(ipv4(tcp({ payload: 2000 }), { totalLength: 0 }));
    expect(decode(frame).segment).toMatchObject({ length: 2000, badChecksum: 0 });
    expect(decode(frame.slice(0, 100), { wireLength: 80_054 }).segment.length).toBe(80_000);
  });

  it('carries options', () => {
    expect(decode(ethernet(ipv4(tcp({ payload: 9 }), { options: [148, 4, 0, 0, 1] }))).segment).toMatchObject({
      sourcePort: 40000,
      length: 9,
    });
  });

  it('is malformed with a header length, total length or version that cannot be', () => {
    const head = (at: number, value: number): Uint8Array => {
      const frame = ethernet(ipv4(tcp({ payload: 9 })));
      frame[14 + at] = value;
      return frame;
    };
    expect(decode(head(0, 0x44)).verdict).toBe(Verdict.MALFORMED);
    expect(decode(head(0, 0x65)).verdict).toBe(Verdict.MALFORMED);
    expect(decode(head(3, 19)).verdict).toBe(Verdict.MALFORMED);
    expect(decode(ethernet(ipv4(tcp()), { etherType: 0x86dd })).verdict).toBe(Verdict.MALFORMED);
  });

  it('may hold something else', () => {
    expect(decode(ethernet(ipv4(udp(bytes(1, 2, 3))))).verdict).toBe(Verdict.NOT_TCP);
    expect(decode(ethernet(ipv4({ bytes: bytes(1, 2, 3), protocol: 50 }))).verdict).toBe(Verdict.NOT_TCP);
    expect(decode(ethernet({ bytes: bytes(1, 2, 3), etherType: 0x0806 })).verdict).toBe(Verdict.NOT_TCP);
  });

  it('is not TCP where an ICMP error quotes it', () => {
    expect(decode(ethernet(ipv4(icmpUnreachable(ipv4(tcp()))))).verdict).toBe(Verdict.NOT_TCP);
  });

  it('knows no IPv6 extension headers', () => {
    for (const protocol of [0, 43, 44, 60, 135, 139, 140, 143]) {
      expect(decode(ethernet(ipv4(extension(protocol, tcp())))).verdict).toBe(Verdict.NOT_TCP);
    }
  });

  it('carries the authentication header, which hides nothing', () => {
    const decoded = decode(ethernet(ipv4(ah(tcp({ payload: 11 })))));
    expect(decoded).toMatchObject({
      verdict: Verdict.SEGMENT,
      tunnel: null,
      segment: { sourcePort: 40000, length: 11 },
    });
  });
});

describe('IPv6', () => {
  it('gives all words of both addresses', () => {
    const source = '2001:db8:1:2:3:4:5:6';
    const destination = 'fe80::ffff:ffff:ffff:1';
    expect(decode(ethernet(ipv6(tcp({ payload: 3 }), { source, destination }))).segment).toMatchObject({
      ipVersion: 6,
      source0: 0x20010db8,
      source1: 0x00010002,
      source2: 0x00030004,
      source3: 0x00050006,
      destination0: 0xfe800000 | 0,
      destination1: 0,
      destination2: -1,
      destination3: 0xffff0001 | 0,
      length: 3,
      ipId: 0,
    });
  });

  it.each([
    ['hop-by-hop', 0],
    ['routing', 43],
    ['destination options', 60],
    ['mobility', 135],
    ['HIP', 139],
    ['Shim6', 140],
  ])('carries a %s header', (_, kind) => {
    const long = [1, 12, ...new Array<number>(12).fill(0)];
    const decoded = decode(ethernet(ipv6(extension(kind, extension(60, tcp({ payload: 8 }), long)))));
    expect(decoded).toMatchObject({ verdict: Verdict.SEGMENT, segment: { length: 8, badChecksum: 0 } });
  });

  it('carries the authentication header, and verifies checksums behind it', () => {
    expect(decode(ethernet(ipv6(ah(tcp(), 4)))).segment.badChecksum).toBe(0);
    expect(decode(ethernet(ipv6(ah(tcp({ checksum: 1 }), 4)))).segment).toMatchObject({ badChecksum: 1, length: 0 });
  });

  it('does not verify a checksum over addresses that a routing header replaces', () => {
    expect(decode(ethernet(ipv6(extension(43, tcp({ checksum: 1 }))))).segment.badChecksum).toBe(0);
    expect(decode(ethernet(ipv6(extension(0, tcp({ checksum: 1 }))))).segment.badChecksum).toBe(1);
  });

  it('ends with ESP and with no next header', () => {
    for (const nextHeader of [50, 59])
      expect(decode(ethernet(ipv6(tcp(), { nextHeader }))).verdict).toBe(Verdict.NOT_TCP);
  });

  it('does not count padding as payload', () => {
    expect(decode(ethernet(ipv6(tcp()), { minimum: 90 })).segment).toMatchObject({ length: 0, badChecksum: 0 });
  });

  it('with payload length 0 (segmentation offload) takes the length of the frame', () => {
    const frame = ethernet(ipv6(tcp({ payload: 2000 }), { payloadLength: 0 }));
    expect(decode(frame).segment).toMatchObject({ length: 2000, badChecksum: 0 });
    expect(decode(frame.slice(0, 100), { wireLength: 180_074 }).segment.length).toBe(180_000);
  });

  it('takes the length of a jumbogram from its option (RFC 2675), where other options come first and a trailer follows', () => {
    const payload = 70_000;
    const jumbo = [1, 0, 0xc2, 4, ...u32(16 + 20 + payload), 0, 0, 0, 0, 0, 0];
    const frame = ethernet(ipv6(extension(0, tcp({ payload }), jumbo), { payloadLength: 0 }), { minimum: 70_200 });
    expect(decoding({ checksums: 'all' })(frame).segment).toMatchObject({ length: payload, badChecksum: 0 });
    expect(decode(frame.slice(0, 89), { wireLength: frame.length })).toMatchObject({ verdict: Verdict.TRUNCATED });
    expect(decode(frame.slice(0, 90), { wireLength: frame.length }).segment.length).toBe(payload);
  });

  it('is malformed where a jumbogram is longer than the frame', () => {
    const packet = (length: number) => ipv6(extension(0, tcp(), [0xc2, 4, ...u32(length)]), { payloadLength: 0 });
    expect(decode(ethernet(packet(29))).verdict).toBe(Verdict.MALFORMED);
    expect(decode(ethernet(packet(-1))).verdict).toBe(Verdict.MALFORMED);
    expect(decode(ethernet(packet(28))).verdict).toBe(Verdict.SEGMENT);
  });

  it('keeps an IPv4-mapped address apart from the IPv4 address', () => {
    const mapped = decode(ethernet(ipv6(tcp(), { source: '::ffff:10.0.0.1', destination: '::ffff:10.0.0.2' }))).segment;
    expect(mapped).toMatchObject({ ipVersion: 6, source0: 0, source2: 0xffff, source3: 0x0a000001 });
  });
});

describe('a frame that is cut off', () => {
  const layers = {
    IPv4: ethernet(ipv4(tcp({ payload: 30 }))),
    IPv6: ethernet(ipv6(tcp({ payload: 30 }))),
    'IPv6 with extensions': ethernet(ipv6(extension(0, extension(60, tcp({ payload: 30 }))))),
    'IPv4 with AH': ethernet(ipv4(ah(tcp({ payload: 30 })))),
  };

  it.each(Object.entries(layers))('is TRUNCATED up to the end of the TCP header, at every length: %s', (_, frame) => {
    const header = frame.length - 30;
    for (let length = 0; length <= frame.length; length++) {
      const { verdict, segment } = decode(frame.slice(0, length), { wireLength: frame.length });
      expect([length, verdict]).toEqual([length, length < header ? Verdict.TRUNCATED : Verdict.SEGMENT]);
      if (length >= header) expect(segment.length).toBe(30);
    }
  });

  it('is MALFORMED where it was sent so short', () => {
    const frame = ethernet(ipv4(tcp()));
    for (const length of [0, 13, 14, 33]) expect(decode(frame.slice(0, length)).verdict).toBe(Verdict.MALFORMED);
  });

  it('has layers that end where their length says', () => {
    const short = ipv4({ bytes: bytes(u16(1), u16(2)), protocol: 6 });
    expect(decode(ethernet(short, { minimum: 80 })).verdict).toBe(Verdict.MALFORMED);
  });
});
