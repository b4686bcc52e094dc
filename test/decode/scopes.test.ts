import { describe, expect, it } from 'vitest';
import { ScopeKind, Scopes } from '../../src/decode/scopes.ts';
import { Segment } from '../../src/decode/segment.ts';
import { Verdict } from '../../src/decode/verdict.ts';
import { bytes, ethernet, ipv4, ipv6, type Layer, tcp, u16, u32, udp, vlan } from '../support/frames.ts';
import {
  ah,
  erspan1,
  erspan2,
  erspan3,
  extension,
  geneve,
  gre,
  gtpu,
  mpls,
  pppoe,
  pptp,
  teredo,
  vxlan,
} from '../support/tunnels.ts';
import { decoding } from './decode.ts';

type Direction = 'there' | 'back';

/** The segment inside, and the answer to it. */
const inside = (direction: Direction): Layer =>
  direction === 'there'
    ? ipv4(tcp({ sourcePort: 1111, destinationPort: 80, seq: 5, payload: 3 }))
    : ipv4(tcp({ sourcePort: 80, destinationPort: 1111, seq: 5, payload: 3 }), {
        source: '10.0.0.2',
        destination: '10.0.0.1',
      });

const inside6 = (direction: Direction): Layer =>
  direction === 'there'
    ? ipv6(tcp({ sourcePort: 1111, destinationPort: 80, seq: 5, payload: 3 }))
    : ipv6(tcp({ sourcePort: 80, destinationPort: 1111, seq: 5, payload: 3 }), {
        source: '2001:db8::2',
        destination: '2001:db8::1',
      });

/** An outer packet from one end of a tunnel to the other. */
const outer4 = (payload: Layer, direction: Direction, net = '192.0.2'): Layer =>
  direction === 'there'
    ? ipv4(payload, { source: `${net}.200`, destination: `${net}.7` })
    : ipv4(payload, { source: `${net}.7`, destination: `${net}.200` });

const outer6 = (payload: Layer, direction: Direction, net = '2001:db8:ffff'): Layer =>
  direction === 'there'
    ? ipv6(payload, { source: `${net}::1`, destination: `${net}:0:0:1::` })
    : ipv6(payload, { source: `${net}:0:0:1::`, destination: `${net}::1` });

interface Scope {
  readonly name: string;
  readonly vlan?: readonly number[];
  readonly tunnel: string | null;
  readonly frame: (direction: Direction) => Uint8Array;
}

const at = (direction: Direction, there: number, back: number): number => (direction === 'there' ? there : back);

/** Scopes that differ from each other, each as both directions of one connection. */
const DIFFERENT: readonly Scope[] = [
  { name: 'none', tunnel: null, frame: (d) => ethernet(inside(d)) },
  { name: 'VLAN 5', vlan: [5], tunnel: null, frame: (d) => ethernet(vlan(5, inside(d))) },
  { name: 'VLAN 6', vlan: [6], tunnel: null, frame: (d) => ethernet(vlan(6, inside(d))) },
  { name: 'VLAN 4094', vlan: [4094], tunnel: null, frame: (d) => ethernet(vlan(4094, inside(d), 0x9100)) },
  { name: '802.1ad', vlan: [5, 6], tunnel: null, frame: (d) => ethernet(vlan(5, vlan(6, inside(d)), 0x88a8)) },
  {
    name: '802.1ad, the other way round',
    vlan: [6, 5],
    tunnel: null,
    frame: (d) => ethernet(vlan(6, vlan(5, inside(d)), 0x9200)),
  },
  { name: 'three tags', vlan: [1, 2, 3], tunnel: null, frame: (d) => ethernet(vlan(1, vlan(2, vlan(3, inside(d))))) },
  { name: 'VXLAN', tunnel: 'vxlan:42', frame: (d) => ethernet(outer4(vxlan(ethernet(inside(d)), 42), d)) },
  {
    name: 'VXLAN, another network',
    tunnel: 'vxlan:16777215',
    frame: (d) => ethernet(outer4(vxlan(ethernet(inside(d)), 0xffffff, 8472), d)),
  },
  {
    name: 'VXLAN with a VLAN inside',
    vlan: [9],
    tunnel: 'vxlan:42',
    frame: (d) => ethernet(outer4(vxlan(ethernet(vlan(9, inside(d))), 42), d)),
  },
  {
    name: 'VXLAN in a VLAN',
    vlan: [8],
    tunnel: 'vxlan:42',
    frame: (d) => ethernet(vlan(8, outer6(vxlan(ethernet(inside(d)), 42), d))),
  },
  { name: 'Geneve', tunnel: 'geneve:7', frame: (d) => ethernet(outer4(geneve(ethernet(inside(d)), 7), d)) },
  {
    name: 'Geneve with options, IP inside',
    tunnel: 'geneve:8',
    frame: (d) => ethernet(outer6(geneve(inside(d), 8, 5), d)),
  },
  { name: 'GRE', tunnel: 'gre', frame: (d) => ethernet(outer4(gre(inside(d)), d)) },
  {
    name: 'GRE, another pair',
    tunnel: 'gre',
    frame: (d) => ethernet(outer4(gre(inside(d), { checksum: true }), d, '192.0.3')),
  },
  { name: 'GRE over IPv6', tunnel: 'gre', frame: (d) => ethernet(outer6(gre(inside(d), { sequence: 1 }), d)) },
  {
    name: 'GRE with key',
    tunnel: 'gre:1234',
    frame: (d) => ethernet(outer4(gre(inside(d), { key: 1234, sequence: at(d, 1, 99), checksum: true }), d)),
  },
  {
    name: 'GRE with a large key, Ethernet',
    tunnel: 'gre:4000000000',
    frame: (d) => ethernet(outer4(gre(ethernet(inside(d)), { key: 4e9 }), d)),
  },
  {
    name: 'PPTP',
    tunnel: 'gre',
    frame: (d) =>
      ethernet(
        outer4(
          pptp(inside(d), { call: at(d, 1, 2), sequence: 1, ...(d === 'back' ? { acknowledgment: 1 } : {}) }),
          d,
          '192.0.4',
        ),
      ),
  },
  { name: 'ERSPAN I', tunnel: 'erspan', frame: (d) => ethernet(outer4(erspan1(ethernet(inside(d))), 'there')) },
  { name: 'ERSPAN II', tunnel: 'erspan:5', frame: (d) => ethernet(outer4(erspan2(ethernet(inside(d)), 5), 'there')) },
  {
    name: 'ERSPAN III',
    tunnel: 'erspan:1023',
    frame: (d) => ethernet(outer4(erspan3(ethernet(inside(d)), 1023, { platform: d === 'back' }), 'there')),
  },
  {
    name: 'ERSPAN III, IP inside',
    tunnel: 'erspan:6',
    frame: (d) => ethernet(outer4(erspan3(inside(d).bytes, 6, { isIp: true }), 'there')),
  },
  { name: 'GTP-U', tunnel: 'gtpu', frame: (d) => ethernet(outer4(gtpu(inside(d), at(d, 0x1111, 0x2222)), d)) },
  {
    name: 'GTP-U, another pair',
    tunnel: 'gtpu',
    frame: (d) =>
      ethernet(
        outer4(
          gtpu(inside(d), 1, {
            sequence: 5,
            extensions: [
              [0, 9],
              [1, 2, 3, 4, 5, 6],
            ],
          }),
          d,
          '192.0.5',
        ),
      ),
  },
  { name: 'IP in IP', tunnel: 'ipip', frame: (d) => ethernet(outer4(inside(d), d)) },
  { name: 'IP in IP, another pair', tunnel: 'ipip', frame: (d) => ethernet(outer4(inside(d), d, '192.0.6')) },
  { name: '4in6', tunnel: '4in6', frame: (d) => ethernet(outer6(inside(d), d)) },
  { name: 'MPLS', tunnel: 'mpls', frame: (d) => ethernet(mpls(inside(d), at(d, 17, 18), 19)) },
  {
    name: 'MPLS in IP',
    tunnel: 'mpls',
    vlan: [7],
    frame: (d) => ethernet(vlan(7, outer4(mpls(inside(d), at(d, 3, 4)), d))),
  },
  {
    name: 'MPLS in GRE',
    tunnel: 'gre/mpls',
    frame: (d) => ethernet(outer4(gre(mpls(inside(d), 5), { protocol: 0x8847 }), d)),
  },
  {
    name: 'Ethernet pseudowire',
    tunnel: 'mpls',
    vlan: [3],
    frame: (d) => ethernet(mpls(bytes(u32(0), ethernet(vlan(3, inside(d)))), 20)),
  },
  {
    name: 'a tunnel in a tunnel',
    tunnel: 'vxlan:1/ipip',
    frame: (d) => ethernet(outer4(vxlan(ethernet(outer4(inside(d), d)), 1), d, '198.51.100')),
  },
  {
    name: 'the other way round',
    tunnel: 'ipip/vxlan:1',
    frame: (d) => ethernet(outer4(outer4(vxlan(ethernet(inside(d)), 1), d), d, '198.51.100')),
  },
  { name: '6in4', tunnel: '6in4', frame: (d) => ethernet(outer4(inside6(d), d)) },
  { name: '6in6', tunnel: '6in6', frame: (d) => ethernet(outer6(inside6(d), d)) },
  {
    name: 'Teredo',
    tunnel: 'teredo',
    frame: (d) =>
      ethernet(outer4(teredo(inside6(d), { fromServer: d === 'back', origin: d === 'back', authentication: true }), d)),
  },
];

/** Ways that make no difference to the flow. */
const SAME_AS_NONE: readonly Scope[] = [
  { name: 'a priority tag', tunnel: null, frame: (d) => ethernet(vlan(0xa000, inside(d))) },
  { name: 'AH', tunnel: null, frame: () => ethernet(ipv4(ah(tcp({ sourcePort: 1111, seq: 5, payload: 3 })))) },
  { name: 'PPPoE', tunnel: null, frame: (d) => ethernet(pppoe(inside(d), at(d, 1, 2))) },
];

describe('a scope', () => {
  it.each([...DIFFERENT, ...SAME_AS_NONE])('is read: $name', ({ frame, vlan: tags = [], tunnel }) => {
    for (const direction of ['there', 'back'] as const) {
      const decoded = decoding()(frame(direction));
      expect(decoded).toMatchObject({ verdict: Verdict.SEGMENT, segment: { seq: 5, length: 3 }, vlan: tags, tunnel });
    }
  });

  it('is the same for both directions, and different for different networks', () => {
    const decoder = decoding();
    const ids = DIFFERENT.map(({ name, frame }) => {
      const there = decoder(frame('there')).segment.scope;
      expect([name, decoder(frame('back')).segment.scope]).toEqual([name, there]);
      return there;
    });
    expect(new Set(ids).size).toBe(DIFFERENT.length);
    for (const { frame } of SAME_AS_NONE) expect(decoder(frame('there')).segment.scope).toBe(0);
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
    for (const { frame } of DIFFERENT) {
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
