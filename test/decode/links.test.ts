import { describe, expect, it } from 'vitest';
import { isKnownLink, KNOWN_LINKS, linkTypeName } from '../../src/decode/link/list.ts';
import { Verdict } from '../../src/decode/verdict.ts';
import { bytes, ethernet, ipv4, ipv6, type Layer, tcp, vlan } from '../support/frames.ts';
import { aggregate, dot11, LINK_FORMS, snap } from '../support/links.ts';
import { decode } from './decode.ts';

const V4 = ipv4(tcp({ sourcePort: 4444, seq: 4, payload: 7 }));
const V6 = ipv6(tcp({ sourcePort: 6666, seq: 6, payload: 9 }));

describe('every link type', () => {
  it('is tried here', () => {
    const tried = new Set(LINK_FORMS.map((form) => form.linkType));
    expect([...tried].sort((a, b) => a - b)).toEqual(KNOWN_LINKS.map((link) => link.number));
  });

  describe.each(LINK_FORMS)('$name', ({ linkType, build, only }) => {
    const expected = [
      { packet: V4, version: 4, segment: { ipVersion: 4, sourcePort: 4444, seq: 4, length: 7, badChecksum: 0 } },
      { packet: V6, version: 6, segment: { ipVersion: 6, sourcePort: 6666, seq: 6, length: 9, badChecksum: 0 } },
    ].filter(({ version }) => only === undefined || only === version);

    it.each(expected)('carries IPv$version', ({ packet, segment }) => {
      expect(decode(build(packet), { linkType })).toMatchObject({
        verdict: Verdict.SEGMENT,
        segment,
        vlan: [],
        tunnel: null,
      });
    });

    it('may be cut off at every octet', () => {
      const { packet, segment } = expected[0]!;
      const frame = build(packet);
      let reached = 0;
      for (let length = 0; length < frame.length; length++) {
        const cut = decode(frame.slice(0, length), { linkType, wireLength: frame.length });
        if (cut.verdict === Verdict.SEGMENT) {
          reached++;
          expect(cut.segment).toMatchObject({ seq: segment.seq, length: segment.length });
        } else {
          expect(cut.verdict).toBe(Verdict.TRUNCATED);
        }
      }
      // From the end of the TCP header to before the last octet, and behind it whatever trails the packet.
      expect(reached).toBeGreaterThanOrEqual(segment.length);
    });
  });

  it('has tcpdump’s name', () => {
    expect([1, 276, 113, 0, 12, 101, 127].map(linkTypeName)).toEqual([
      'EN10MB',
      'LINUX_SLL2',
      'LINUX_SLL',
      'NULL',
      'RAW',
      'RAW',
      'IEEE802_11_RADIO',
    ]);
    expect(linkTypeName(147)).toBe('LINKTYPE 147');
    expect(isKnownLink(276)).toBe(true);
    expect(isKnownLink(147)).toBe(false);
  });
});

describe('an unknown link type', () => {
  it.each([2, 147, 0xffff, 0x10001, -1])('is a verdict of its own: %i', (linkType) => {
    expect(decode(ethernet(V4), { linkType }).verdict).toBe(Verdict.UNKNOWN_LINK);
  });

  it('may hide in PPI or PKTAP', () => {
    expect(decode(bytes([0, 0, 8, 0, 147, 0, 0, 0], V4.bytes), { linkType: 192 }).verdict).toBe(Verdict.UNKNOWN_LINK);
    expect(decode(bytes([0, 0, 8, 0, 0, 0, 1, 0], V4.bytes), { linkType: 192 }).verdict).toBe(Verdict.UNKNOWN_LINK);
  });

  it('ends, where PPI holds PPI holds PPI', () => {
    const nested = new Uint8Array(8 * 1000).map((_, i) => [0, 0, 8, 0, 192, 0, 0, 0][i % 8]!);
    expect(decode(nested, { linkType: 192 }).verdict).toBe(Verdict.NOT_TCP);
  });
});

describe('IEEE 802.11', () => {
  const verdict = (octets: readonly number[]): Verdict => decode(bytes(octets), { linkType: 105 }).verdict;

  it('is not TCP where protected, empty, or not data', () => {
    expect(verdict(dot11(V4, { isProtected: true }))).toBe(Verdict.NOT_TCP);
    expect(verdict([0x48, ...dot11(V4).slice(1)])).toBe(Verdict.NOT_TCP);
    expect(verdict([0x80, ...dot11(V4).slice(1)])).toBe(Verdict.NOT_TCP);
    expect(verdict([0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 1])).toBe(Verdict.NOT_TCP);
  });

  it('is a fragment where its fragment number says so', () => {
    expect(verdict(dot11(V4, { fragment: 1 }))).toBe(Verdict.FRAGMENT);
  });

  it('gives the first segment of an aggregate', () => {
    expect(decode(aggregate(V4, V6), { linkType: 105 })).toMatchObject({
      verdict: Verdict.SEGMENT,
      segment: { seq: 4 },
    });
  });
});

describe('logical link control', () => {
  it('is not TCP without SNAP or with another organization', () => {
    const frame = (llc: readonly number[]): Uint8Array =>
      bytes(new Uint8Array(12), 0, llc.length + V4.bytes.length, llc, V4.bytes);
    expect(decode(frame([0x42, 0x42, 3])).verdict).toBe(Verdict.NOT_TCP);
    expect(decode(frame([0xaa, 0xaa, 3, 0, 0, 0x0c, 8, 0])).verdict).toBe(Verdict.NOT_TCP);
    expect(decode(frame([0xaa, 0xaa, 3, 0, 0, 0xf8, 8, 0])).verdict).toBe(Verdict.SEGMENT);
    expect(decode(frame([0xaa, 0xaa, 0, 0, 0, 0, 8, 0])).verdict).toBe(Verdict.NOT_TCP);
  });

  it('may stand behind a VLAN tag', () => {
    const tagged = (packet: Layer): Uint8Array => {
      const body = snap(packet);
      return bytes(new Uint8Array(12), [0x81, 0, 0, 5, 0, body.length], body);
    };
    expect(decode(tagged(V4))).toMatchObject({ verdict: Verdict.SEGMENT, vlan: [5] });
  });
});

describe('a VLAN tag behind a cooked header', () => {
  it.each(LINK_FORMS.filter((form) => ['SLL', 'SLL2', 'C-HDLC', 'token ring'].includes(form.name)))(
    'is read: $name',
    (form) => {
      const tagged = form.build(vlan(0x2000 | 12, vlan(13, V4), 0x88a8));
      expect(decode(tagged, { linkType: form.linkType })).toMatchObject({
        segment: { seq: 4, length: 7 },
        vlan: [12, 13],
      });
    },
  );
});

describe('other payloads of links', () => {
  it.each([
    [0, [0, 0, 0, 7]],
    [6, [0x10, 0x00, ...new Array<number>(40).fill(0)]],
    [9, [0xc0, 0x21, 1, 1, 0, 4]],
    [10, [0x41, ...new Array<number>(40).fill(0)]],
    [51, [0x11, 0x09, 0, 0, 0, 4, 1, 1, 0, 0]],
    [104, [0x8f, 0, 0, 4, 0, 0]],
    [113, [...new Array<number>(14).fill(0), 0, 0x0c]],
    [239, [2, 0, 0, 0, 8, 0, 10, 0, 1, 2, 3, 4]],
    [258, [12, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]],
  ])('are not TCP: %i', (linkType, octets) => {
    expect(decode(bytes(octets), { linkType }).verdict).toBe(Verdict.NOT_TCP);
  });

  it.each([
    [127, [0, 0, 7, 0, 0, 0, 0, 0]],
    [163, [0x80, 0x21, 0x10, 1, 0, 0, 0, 7]],
    [192, [0, 0, 4, 0, 1, 0, 0, 0]],
    [239, [2, 0, 0, 0, 3, 0, 9, 0]],
    [258, [8, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]],
    [101, [0x50]],
  ])('are malformed where a length or version cannot be: %i', (linkType, octets) => {
    expect(decode(bytes(octets), { linkType }).verdict).toBe(Verdict.MALFORMED);
  });
});
