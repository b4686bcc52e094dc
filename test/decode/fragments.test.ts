import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Verdict } from '../../src/decode/verdict.ts';
import { ethernet, filler, ipv4, ipv6, type Layer, mss, nop, tcp, timestamps, udp, vlan } from '../support/frames.ts';
import { extension, fragmentHeader, fragments4, fragments6, gre, vxlan } from '../support/tunnels.ts';
import { decode, decoding } from './decode.ts';

const SYN = { sourcePort: 1234, seq: 99, flags: 'S', options: [mss(1400), timestamps(7, 0), nop, nop] };

function verdictsOf(frames: readonly Uint8Array[], decoder = decoding()): Verdict[] {
  return frames.map((frame) => decoder(frame).verdict);
}

describe('fragments', () => {
  it.each<[string, Layer[]]>([
    ['IPv4', fragments4(tcp({ ...SYN, payload: 3000 }), { id: 77 }, 1480)],
    ['IPv6', fragments6(tcp({ ...SYN, payload: 3000 }), { id: 0x12345678 }, 1448)],
  ])('of one %s datagram, in any order, give one segment with its whole length', (_, pieces) => {
    const frames = pieces.map((piece) => ethernet(piece));
    fc.assert(
      fc.property(fc.shuffledSubarray(frames, { minLength: frames.length }), (shuffled) => {
        const decoder = decoding();
        const decoded = shuffled.map((frame) => decoder(frame));
        const segments = decoded.filter((each) => each.verdict === Verdict.SEGMENT);
        expect(segments).toHaveLength(1);
        expect(segments[0]!.segment).toMatchObject({
          sourcePort: 1234,
          seq: 99,
          length: 3000,
          mss: 1400,
          tsVal: 7,
          badChecksum: 0,
        });
        expect(decoded.filter((each) => each.verdict === Verdict.FRAGMENT)).toHaveLength(frames.length - 1);
      }),
      { numRuns: 30 },
    );
  });

  it('give the segment as soon as header and length are known', () => {
    const [first, second, last] = fragments4(tcp({ payload: 3000 }), { id: 5 }, 1480).map((piece) => ethernet(piece));
    expect(verdictsOf([first!, last!, second!])).toEqual([Verdict.FRAGMENT, Verdict.SEGMENT, Verdict.FRAGMENT]);
  });

  it('carry the IP id of the datagram', () => {
    const ids = (pieces: Layer[]): number => {
      const decoder = decoding();
      return pieces.map((piece) => decoder(ethernet(piece))).find((each) => each.verdict === Verdict.SEGMENT)!.segment
        .ipId;
    };
    expect(ids(fragments4(tcp({ payload: 100 }), { id: 0xfeed }, 64))).toBe(0xfeed);
    expect(ids(fragments6(tcp({ payload: 100 }), { id: 0xfeedbeef }, 64))).toBe(0xfeedbeef | 0);
  });

  it('may be as small as eight octets, and split the TCP header', () => {
    const pieces = fragments4(tcp({ ...SYN, payload: 5 }), { id: 1 }, 8).map((piece) => ethernet(piece));
    expect(pieces).toHaveLength(6);
    const decoder = decoding();
    const decoded = pieces.reverse().map((frame) => decoder(frame));
    expect(decoded.at(-1)).toMatchObject({ verdict: Verdict.SEGMENT, segment: { length: 5, mss: 1400 } });
  });

  it('of another datagram are kept apart: by id, address, protocol, VLAN', () => {
    const pieces = (fields: { id: number; source?: string }): Layer[] => fragments4(tcp({ payload: 100 }), fields, 64);
    const [first] = pieces({ id: 1 });
    const others = [
      ethernet(pieces({ id: 2 })[1]!),
      ethernet(pieces({ id: 1, source: '10.9.9.9' })[1]!),
      ethernet(vlan(5, pieces({ id: 1 })[1]!)),
      ethernet(fragments4(udp(filler(112)), { id: 1 }, 64)[1]!),
    ];
    expect(verdictsOf([ethernet(first!), ...others])).toEqual(new Array(5).fill(Verdict.FRAGMENT));
  });

  it('of an incomplete datagram never give a segment', () => {
    const [first, second, last] = fragments4(tcp({ payload: 3000 }), { id: 5 }, 1480).map((piece) => ethernet(piece));
    expect(verdictsOf([first!, second!])).toEqual([Verdict.FRAGMENT, Verdict.FRAGMENT]);
    expect(verdictsOf([second!, last!])).toEqual([Verdict.FRAGMENT, Verdict.FRAGMENT]);
  });

  it('are given up after 30 seconds (IPv4) and 60 (IPv6) of capture time', () => {
    const v4 = fragments4(tcp({ payload: 100 }), { id: 5 }, 64).map((piece) => ethernet(piece));
    const v6 = fragments6(tcp({ payload: 100 }), { id: 5 }, 64).map((piece) => ethernet(piece));
    const lastAfter = ([first, last]: Uint8Array[], time: number): Verdict => {
      const decoder = decoding();
      decoder(first!, { time: 1 });
      return decoder(last!, { time: 1 + time }).verdict;
    };
    expect(lastAfter(v4, 29)).toBe(Verdict.SEGMENT);
    expect(lastAfter(v4, 31)).toBe(Verdict.FRAGMENT);
    expect(lastAfter(v6, 59)).toBe(Verdict.SEGMENT);
    expect(lastAfter(v6, 61)).toBe(Verdict.FRAGMENT);
    expect(lastAfter(v4, -1)).toBe(Verdict.SEGMENT);
    expect(lastAfter(v4, Number.NaN)).toBe(Verdict.SEGMENT);
  });

  it('of the next datagram with the same id are a new one', () => {
    const frames = (seq: number): Uint8Array[] =>
      fragments4(tcp({ seq, payload: 100 }), { id: 5 }, 64).map((piece) => ethernet(piece));
    const decoder = decoding();
    const decoded = [...frames(1000), ...frames(2000)].map((frame) => decoder(frame));
    expect(decoded.filter((each) => each.verdict === Verdict.SEGMENT).map((each) => each.segment.seq)).toEqual([
      1000, 2000,
    ]);
  });

  it('that overlap: the first to arrive wins', () => {
    const [first, last] = fragments4(tcp({ seq: 1, payload: 100 }), { id: 5 }, 64);
    const [forged] = fragments4(tcp({ seq: 666, payload: 100 }), { id: 5 }, 64);
    const decoder = decoding();
    const decoded = [first!, forged!, last!].map((piece) => decoder(ethernet(piece)));
    expect(decoded.map((each) => each.verdict)).toEqual([Verdict.FRAGMENT, Verdict.FRAGMENT, Verdict.SEGMENT]);
    expect(decoded.at(-1)!.segment.seq).toBe(1);
  });

  it('cut off by the capture still give length and what options there are', () => {
    const decoder = decoding();
    const [first, last] = fragments4(tcp({ ...SYN, payload: 500 }), { id: 5 }, 400).map((piece) => ethernet(piece));
    decoder(first!.slice(0, 14 + 20 + 24), { wireLength: first!.length });
    const decoded = decoder(last!.slice(0, 40), { wireLength: last!.length });
    expect(decoded).toMatchObject({ verdict: Verdict.SEGMENT, segment: { length: 500, mss: 1400, hasTimestamps: 0 } });
    const tooShort = decoding();
    tooShort(first!.slice(0, 14 + 20 + 19), { wireLength: first!.length });
    expect(tooShort(last!).verdict).toBe(Verdict.TRUNCATED);
  });

  it('do not hold a whole datagram: an atomic fragment is one (RFC 6946)', () => {
    const packet = ipv6(fragmentHeader(ipv6(tcp({ payload: 4 })).bytes.slice(40), 0x01020304, 0, false));
    expect(decode(ethernet(packet))).toMatchObject({
      verdict: Verdict.SEGMENT,
      segment: { length: 4, ipId: 0x01020304 },
    });
  });

  it('are malformed where they reach beyond 65,535 octets, are empty, or no multiple of eight but not the last', () => {
    const piece = (bytes: number, fragmentOffset: number, moreFragments: boolean): Verdict =>
      decode(ethernet(ipv4({ bytes: filler(bytes), protocol: 6 }, { fragmentOffset, moreFragments }))).verdict;
    expect(piece(100, 65_528, false)).toBe(Verdict.MALFORMED);
    expect(piece(0, 64, false)).toBe(Verdict.MALFORMED);
    expect(piece(63, 0, true)).toBe(Verdict.MALFORMED);
    expect(piece(63, 64, false)).toBe(Verdict.FRAGMENT);
  });

  it('of what cannot hold TCP are not TCP', () => {
    expect(decode(ethernet(fragments4({ bytes: filler(500), protocol: 1 }, { id: 1 }, 200)[1]!)).verdict).toBe(
      Verdict.NOT_TCP,
    );
    expect(verdictsOf(fragments4(udp(filler(500)), { id: 1 }, 200).map((piece) => ethernet(piece)))).toEqual([
      Verdict.FRAGMENT,
      Verdict.FRAGMENT,
      Verdict.NOT_TCP,
    ]);
  });

  it('may lie inside a tunnel', () => {
    const pieces = fragments4(tcp({ payload: 600 }), { id: 5 }, 400);
    const decoder = decoding();
    const decoded = pieces.map((piece) => decoder(ethernet(ipv6(gre(piece, { key: 3 })))));
    expect(decoded.at(-1)).toMatchObject({ verdict: Verdict.SEGMENT, tunnel: 'gre:3', segment: { length: 600 } });
  });

  it('may hold a tunnel', () => {
    const inner = ethernet(ipv6(extension(60, tcp({ ...SYN, payload: 900 }))));
    const pieces = fragments4(vxlan(inner, 8), { id: 5 }, 400);
    const decoder = decoding();
    const decoded = pieces.map((piece) => decoder(ethernet(piece)));
    expect(decoded.at(-1)).toMatchObject({
      verdict: Verdict.SEGMENT,
      tunnel: 'vxlan:8',
      segment: { length: 900, mss: 1400 },
    });
  });

  it('may be fragmented within and without', () => {
    const inner = fragments4(tcp({ payload: 600 }), { id: 5 }, 400);
    const decoder = decoding();
    const outer = inner.flatMap((piece, i) => fragments4(gre(piece), { id: i, source: '192.0.2.1' }, 304));
    const verdicts = outer.map((piece) => decoder(ethernet(piece)).verdict);
    expect(verdicts.filter((verdict) => verdict === Verdict.SEGMENT)).toHaveLength(1);
  });

  it('take no more memory than 1,024 datagrams, and the newest stay', () => {
    const decoder = decoding();
    for (let id = 0; id < 20_000; id++)
      decoder(ethernet(fragments4(tcp({ payload: 100 }), { id }, 64)[0]!), { time: id / 1e6 });
    const last = (id: number): Verdict =>
      decoder(ethernet(fragments4(tcp({ payload: 100 }), { id }, 64)[1]!), { time: 0.03 }).verdict;
    expect(last(19_999)).toBe(Verdict.SEGMENT);
    expect(last(1)).toBe(Verdict.FRAGMENT);
  });
});
