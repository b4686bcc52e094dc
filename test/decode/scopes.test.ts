import { describe, expect, it } from 'vitest';
import { ScopeKind, Scopes } from '../../src/decode/scopes.ts';
import { Segment } from '../../src/decode/segment.ts';
import { Verdict } from '../../src/decode/verdict.ts';
import { bytes, ethernet, ipv4, ipv6, tcp, u16, udp, vlan } from '../support/frames.ts';
import { DIFFERENT_SCOPES, inside, NO_SCOPE } from '../support/scopes.ts';
import { extension, gtpu, mpls } from '../support/tunnels.ts';
import { decoding } from './decode.ts';

describe('a scope', () => {
  it.each([...DIFFERENT_SCOPES, ...NO_SCOPE])('is read: $name', ({ frame, vlan: tags = [], tunnel }) => {
    for (const direction of ['there', 'back'] as const) {
      const decoded = decoding()(frame(direction));
      expect(decoded).toMatchObject({ verdict: Verdict.SEGMENT, segment: { seq: 5, length: 3 }, vlan: tags, tunnel });
    }
  });

  it('is the same for both directions, and different for different networks', () => {
    const decoder = decoding();
    const ids = DIFFERENT_SCOPES.map(({ name, frame }) => {
      const there = decoder(frame('there')).segment.scope;
      expect([name, decoder(frame('back')).segment.scope]).toEqual([name, there]);
      return there;
    });
    expect(new Set(ids).size).toBe(DIFFERENT_SCOPES.length);
    for (const { frame } of NO_SCOPE) expect(decoder(frame('there')).segment.scope).toBe(0);
  });

  it('does not change as others are met', () => {
    const decoder = decoding();
    const scopeOf = (i: number): number =>
      decoder(ethernet(vlan(1 + (i % 4094), vlan(1 + (i >> 12), inside('there'))))).segment.scope;
    const first = Array.from({ length: 9000 }, (_, i) => scopeOf(i));
    expect(Array.from({ length: 9000 }, (_, i) => scopeOf(i))).toEqual(first);
  });

  it('has a bound: what is met beyond it shares one', () => {
    const scopes = new Scopes();
    const ids = new Set<number>();
    for (let i = 0; i < 70_000; i++) ids.add(scopes.numbered(0, ScopeKind.VXLAN, i));
    expect(ids.size).toBe(65_535);
    expect(Math.max(...ids)).toBe(65_535);
    expect(scopes.tunnel(scopes.numbered(0, ScopeKind.VXLAN, 69_999))).toBe('other');
    expect(scopes.vlan(65_535)).toEqual([]);
    expect(scopes.tunnel(scopes.numbered(0, ScopeKind.VXLAN, 7))).toBe('vxlan:7');
    expect(scopes.between(0, ScopeKind.GRE, new Segment())).toBe(65_535);
  });
});

describe('what only looks like a tunnel', () => {
  const inner = ethernet(inside('there'));
  const datagram = (destinationPort: number, ...octets: (number | Uint8Array)[]): Uint8Array =>
    ethernet(ipv4(udp(bytes(...octets), { destinationPort })));
  const inGre = (flags: number[], protocol: number, ...octets: (number | Uint8Array)[]): Uint8Array =>
    ethernet(ipv4({ bytes: bytes(flags, u16(protocol), ...octets), protocol: 47 }));

  it.each<[string, Uint8Array]>([
    ['VXLAN without a valid identifier', datagram(4789, 0, 0, 0, 0, 0, 0, 5, 0, inner)],
    ['VXLAN with a reserved octet', datagram(4789, 8, 0, 0, 0, 0, 0, 5, 9, inner)],
    ['Geneve of another version', datagram(6081, 0x40, 0, 0x65, 0x58, 0, 0, 5, 0, inner)],
    ['GTP-U echo', ethernet(ipv4(gtpu(inside('there'), 5, { messageType: 1 })))],
    ['GTP-U with something else inside', ethernet(ipv4(gtpu({ bytes: bytes(0x10, 2, 3) }, 5)))],
    ['GTP version 2', datagram(2152, 0x48, 255, 0, 0, 0, 0, 0, 0, inside('there').bytes)],
    ['Teredo with IPv4 inside', datagram(3544, inside('there').bytes)],
    ['DNS on a Teredo server', datagram(3544, 0xab, 0xcd, 1, 0, 0, 1)],
    ['another UDP port', datagram(53, 8, 0, 0, 0, 0, 0, 5, 0, inner)],
    ['GRE with routes', inGre([0x40, 0], 0x0800, 0, 0, 0, 0, inside('there').bytes)],
    ['GRE version 2', inGre([0, 2], 0x0800, inside('there').bytes)],
    ['GRE version 1 without PPP', inGre([0x30, 1], 0x0800, 0, 0, 0, 0, inside('there').bytes)],
    ['a PPTP acknowledgment', inGre([0x20, 0x81], 0x880b, 0, 0, 0, 0, 0, 0, 0, 1)],
    ['GRE with CDP', inGre([0, 0], 0x2000, 1, 2, 3, 4)],
    ['GRE with a length for a protocol', inGre([0, 0], 5, 1, 2, 3, 4)],
    ['ERSPAN II of another version', inGre([0x10, 0], 0x88be, 0, 0, 0, 1, 0x70, 0, 0, 0, 0, 0, 0, 0, inner)],
    ['ERSPAN III of another version', inGre([0x10, 0], 0x22eb, 0, 0, 0, 1, 0x70, 0, new Uint8Array(10), inner)],
    [
      'ERSPAN III with another frame type',
      inGre([0x10, 0], 0x22eb, 0, 0, 0, 1, 0x20, 0, new Uint8Array(8), 0x7c, 0, inner),
    ],
    ['MPLS with something else inside', ethernet(mpls(bytes(0x90, 1, 2, 3), 16))],
    ['PPPoE discovery', ethernet({ bytes: bytes(0x11, 9, 0, 0, 0, 0), etherType: 0x8863 })],
  ])('is not TCP: %s', (_, frame) => {
    expect(decoding()(frame).verdict).toBe(Verdict.NOT_TCP);
  });

  it('is malformed where a GTP-U extension header has no length', () => {
    const frame = datagram(2152, 0x34, 255, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0x85, 0, 1, 2, 3);
    expect(decoding()(frame).verdict).toBe(Verdict.MALFORMED);
  });

  it('is cut off at every octet without harm', () => {
    for (const { frame } of DIFFERENT_SCOPES) {
      const whole = frame('there');
      for (let length = 0; length < whole.length - 3; length++) {
        const { verdict, segment } = decoding()(whole.slice(0, length), { wireLength: whole.length });
        expect(verdict).toBe(Verdict.TRUNCATED);
        expect(segment.badChecksum).toBe(0);
      }
    }
  });

  it('is followed through sixteen layers, and not without end', () => {
    const nested = (depth: number): Uint8Array => {
      let packet = inside('there');
      for (let i = 0; i < depth; i++) packet = ipv4(packet);
      return ethernet(packet);
    };
    expect(decoding()(nested(15)).verdict).toBe(Verdict.SEGMENT);
    expect(decoding()(nested(100)).verdict).toBe(Verdict.NOT_TCP);
    let headers = tcp();
    for (let i = 0; i < 200; i++) headers = extension(60, headers);
    expect(decoding()(ethernet(ipv6(headers))).verdict).toBe(Verdict.NOT_TCP);
  });
});
