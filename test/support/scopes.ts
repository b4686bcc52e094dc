/** One connection through VLANs and tunnels of every kind, for tests of the decoder and of those behind it. */
import { bytes, ethernet, ipv4, ipv6, type Layer, tcp, u32, vlan } from './frames.ts';
import { ah, erspan1, erspan2, erspan3, geneve, gre, gtpu, mpls, pppoe, pptp, teredo, vxlan } from './tunnels.ts';

export type Direction = 'there' | 'back';

/** The segment inside, and the answer to it. */
export const inside = (direction: Direction): Layer =>
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

/** One way for a connection to travel. */
export interface ScopeForm {
  readonly name: string;
  readonly vlan?: readonly number[];
  readonly tunnel: string | null;
  readonly frame: (direction: Direction) => Uint8Array;
  /** Why tshark does not read it in the same way. */
  readonly tsharkDiffers?: string;
}

const at = (direction: Direction, there: number, back: number): number => (direction === 'there' ? there : back);

/** Scopes that differ from each other, each as both directions of one connection. */
export const DIFFERENT_SCOPES: readonly ScopeForm[] = [
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
    tsharkDiffers: 'it knows other tags by default',
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
    tunnel: 'gre:4294967295',
    frame: (d) => ethernet(outer4(gre(ethernet(inside(d)), { key: 0xffffffff }), d)),
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
    tsharkDiffers: 'it takes the frame type for Ethernet',
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
    tsharkDiffers: 'it must be told what a label carries',
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
export const NO_SCOPE: readonly ScopeForm[] = [
  { name: 'a priority tag', tunnel: null, frame: (d) => ethernet(vlan(0xa000, inside(d))) },
  { name: 'AH', tunnel: null, frame: () => ethernet(ipv4(ah(tcp({ sourcePort: 1111, seq: 5, payload: 3 })))) },
  { name: 'PPPoE', tunnel: null, frame: (d) => ethernet(pppoe(inside(d), at(d, 1, 2))) },
];
