/** Link headers around a packet: one builder for each link type, or each form of it, that can be decoded. */
import { bytes, ethernet, type Layer, u16, u32 } from './frames.ts';

/** A form of a link type. */
export interface LinkForm {
  readonly linkType: number;
  readonly name: string;
  readonly build: (packet: Layer) => Uint8Array;
  /** Only IPv4, or only IPv6, can be announced. */
  readonly only?: 4 | 6;
  /** tshark reads the header in another way, for the reason given. */
  readonly tsharkDiffers?: string;
}

const MAC_A = [2, 0, 0, 0, 0, 1];
const MAC_B = [2, 0, 0, 0, 0, 2];

/** LLC and SNAP in front of a packet. */
export function snap(packet: Layer): number[] {
  return [0xaa, 0xaa, 3, 0, 0, 0, ...u16(packet.etherType ?? 0), ...packet.bytes];
}

function littleEndian(value: number, octets: number): number[] {
  return Array.from({ length: octets }, (_, i) => (value >>> (8 * i)) & 0xff);
}

const isV6 = (packet: Layer): boolean => packet.etherType === 0x86dd;
const pppProtocol = (packet: Layer): number[] => [0, isV6(packet) ? 0x57 : 0x21];

/** IEEE 802.11 data frame; `qos` and `ht` add those fields, `distribution` are the bits To DS and From DS. */
export function dot11(
  packet: Layer,
  form: {
    qos?: boolean;
    ht?: boolean;
    distribution?: number;
    isProtected?: boolean;
    padded?: boolean;
    fragment?: number;
  } = {},
): number[] {
  const distribution = form.distribution ?? 1;
  const control = [form.qos ? 0x88 : 0x08, distribution | (form.isProtected ? 0x40 : 0) | (form.ht ? 0x80 : 0)];
  const head = [...control, 0, 0, ...MAC_B, ...MAC_A, ...MAC_B, form.fragment ?? 0, 0];
  if (distribution === 3) head.push(...MAC_A);
  if (form.qos) head.push(0, 0);
  if (form.ht) head.push(0, 0, 0, 0);
  while (form.padded && head.length % 4 !== 0) head.push(0xee);
  return [...head, ...snap(packet)];
}

/** Several subframes in one 802.11 QoS frame. */
export function aggregate(...packets: Layer[]): Uint8Array {
  const subframes = packets.map((packet) => {
    const body = snap(packet);
    const padding = new Array<number>((4 - ((14 + body.length) % 4)) % 4).fill(0);
    return [...MAC_B, ...MAC_A, ...u16(body.length), ...body, ...padding];
  });
  return bytes([0x88, 1, 0, 0, ...MAC_B, ...MAC_A, ...MAC_B, 0, 0, 0x80, 0], ...subframes);
}

/** A netlink attribute of NFLOG. */
function attribute(type: number, value: readonly number[] | Uint8Array, isLittle: boolean): number[] {
  const number = (n: number): number[] => (isLittle ? littleEndian(n, 2) : u16(n));
  return [
    ...number(4 + value.length),
    ...number(type),
    ...value,
    ...new Array<number>((4 - (value.length % 4)) % 4).fill(0),
  ];
}

function nflog(packet: Layer, isLittle: boolean): Uint8Array {
  const head = [isV6(packet) ? 10 : 2, 0, 0, 5];
  return bytes(
    head,
    attribute(1, [...u16(packet.etherType ?? 0), 1, 0], isLittle),
    attribute(10, [0x68, 0x69, 0], isLittle),
    attribute(9, packet.bytes, isLittle),
  );
}

function pktap(inner: Uint8Array, link: number, number: (n: number) => number[]): Uint8Array {
  return bytes(number(108), number(1), number(link), new Uint8Array(96), inner);
}

const little32 = (n: number): number[] => littleEndian(n, 4);

/** Every form, of every link type. */
export const LINK_FORMS: readonly LinkForm[] = [
  ...[2, 10].map((family) => ({
    linkType: 0,
    name: `NULL, family ${family}, little-endian`,
    build: (packet: Layer) => bytes(little32(family), packet.bytes),
    only: family === 2 ? (4 as const) : (6 as const),
    ...(family === 10 ? { tsharkDiffers: 'it knows the families of BSD only' } : {}),
  })),
  ...[24, 28, 30].map((family) => ({
    linkType: 0,
    name: `NULL, family ${family}, big-endian`,
    build: (packet: Layer) => bytes(u32(family), packet.bytes),
    only: 6 as const,
  })),
  { linkType: 0, name: 'NULL, big-endian', build: (packet) => bytes(u32(2), packet.bytes), only: 4 },
  { linkType: 1, name: 'Ethernet', build: (packet) => ethernet(packet) },
  {
    linkType: 1,
    name: 'Ethernet, 802.3 with SNAP',
    build: (packet) => bytes(MAC_B, MAC_A, u16(8 + packet.bytes.length), snap(packet), [0, 0, 0, 0, 0]),
  },
  {
    linkType: 1,
    name: 'Ethernet, 802.3 with LLC',
    build: (packet) => bytes(MAC_B, MAC_A, u16(3 + packet.bytes.length), [6, 6, 3], packet.bytes),
    only: 4,
  },
  { linkType: 6, name: 'token ring', build: (packet) => bytes(0x10, 0x40, MAC_B, MAC_A, snap(packet)) },
  {
    linkType: 6,
    name: 'token ring, source routed',
    build: (packet) => bytes(0x10, 0x40, MAC_B, [0x82, ...MAC_A.slice(1)], [6, 0, 0, 0x11, 0, 0x20], snap(packet)),
  },
  { linkType: 9, name: 'PPP', build: (packet) => bytes(pppProtocol(packet), packet.bytes) },
  { linkType: 9, name: 'PPP with address', build: (packet) => bytes([0xff, 3], pppProtocol(packet), packet.bytes) },
  { linkType: 9, name: 'PPP, short protocol', build: (packet) => bytes(pppProtocol(packet).slice(1), packet.bytes) },
  { linkType: 10, name: 'FDDI', build: (packet) => bytes(0x50, MAC_B, MAC_A, snap(packet)) },
  ...[12, 14, 101].map((linkType) => ({
    linkType,
    name: `RAW ${linkType}`,
    build: (packet: Layer) => packet.bytes,
    ...(linkType === 101 ? {} : { tsharkDiffers: 'it maps these numbers by the system it was built for' }),
  })),
  { linkType: 50, name: 'PPP serial', build: (packet) => bytes([0xff, 3], pppProtocol(packet), packet.bytes) },
  {
    linkType: 50,
    name: 'PPP serial, Cisco',
    build: (packet) => bytes([0x0f, 0], u16(packet.etherType ?? 0), packet.bytes),
  },
  {
    linkType: 51,
    name: 'PPPoE',
    build: (packet) => bytes([0x11, 0, 0, 7], u16(2 + packet.bytes.length), pppProtocol(packet), packet.bytes),
  },
  { linkType: 104, name: 'C-HDLC', build: (packet) => bytes([0x0f, 0], u16(packet.etherType ?? 0), packet.bytes) },
  { linkType: 105, name: '802.11', build: (packet) => bytes(dot11(packet)) },
  { linkType: 105, name: '802.11 QoS', build: (packet) => bytes(dot11(packet, { qos: true })) },
  { linkType: 105, name: '802.11 QoS, HT control', build: (packet) => bytes(dot11(packet, { qos: true, ht: true })) },
  {
    linkType: 105,
    name: '802.11, four addresses',
    build: (packet) => bytes(dot11(packet, { distribution: 3, qos: true })),
  },
  { linkType: 105, name: '802.11, aggregate of one', build: (packet) => aggregate(packet) },
  { linkType: 108, name: 'LOOP', build: (packet) => bytes(u32(isV6(packet) ? 24 : 2), packet.bytes) },
  {
    linkType: 113,
    name: 'SLL',
    build: (packet) => bytes(u16(0), u16(1), u16(6), MAC_A, 0, 0, u16(packet.etherType ?? 0), packet.bytes),
  },
  {
    linkType: 113,
    name: 'SLL, LLC',
    build: (packet) => bytes(u16(0), u16(1), u16(6), MAC_A, 0, 0, u16(4), snap(packet)),
  },
  {
    linkType: 113,
    name: 'SLL, radiotap device',
    build: (packet) => bytes(u16(3), u16(803), u16(6), MAC_A, 0, 0, u16(0), [0, 0, 8, 0, 0, 0, 0, 0], dot11(packet)),
  },
  {
    linkType: 119,
    name: 'Prism',
    build: (packet) => bytes(little32(0x44), little32(144), new Uint8Array(136), dot11(packet)),
  },
  {
    linkType: 119,
    name: 'Prism number, AVS header',
    build: (packet) => bytes(u32(0x80211001), u32(64), new Uint8Array(56), dot11(packet)),
  },
  { linkType: 127, name: 'radiotap', build: (packet) => bytes([0, 0, 8, 0, 0, 0, 0, 0], dot11(packet)) },
  {
    linkType: 127,
    name: 'radiotap, padded header',
    // Two presence words, the time stamp aligned to 16, then the flags.
    build: (packet) =>
      bytes(
        [0, 0, 26, 0],
        little32(0x80000003 | 0),
        little32(0),
        u32(0),
        new Uint8Array(8),
        [0x20, 0],
        dot11(packet, { qos: true, padded: true }),
      ),
  },
  {
    linkType: 127,
    name: 'radiotap, padded header, no time stamp',
    build: (packet) => bytes([0, 0, 9, 0], little32(2), 0x20, dot11(packet, { qos: true, padded: true })),
  },
  {
    linkType: 127,
    name: 'radiotap, flags without padding',
    build: (packet) => bytes([0, 0, 9, 0], little32(2), 0x10, dot11(packet, { qos: true }), [1, 2, 3, 4]),
  },
  {
    linkType: 163,
    name: 'AVS',
    build: (packet) => bytes(u32(0x80211001), u32(64), new Uint8Array(56), dot11(packet)),
  },
  { linkType: 192, name: 'PPI, 802.11', build: (packet) => bytes([0, 0, 8, 0], little32(105), dot11(packet)) },
  {
    linkType: 192,
    name: 'PPI with a field, Ethernet',
    build: (packet) => bytes([0, 0, 16, 0], little32(1), [9, 9, 4, 0, 1, 2, 3, 4], ethernet(packet)),
  },
  { linkType: 228, name: 'IPv4', build: (packet) => packet.bytes, only: 4 },
  { linkType: 229, name: 'IPv6', build: (packet) => packet.bytes, only: 6 },
  { linkType: 239, name: 'NFLOG, little-endian', build: (packet) => nflog(packet, true) },
  {
    linkType: 239,
    name: 'NFLOG, big-endian',
    build: (packet) => nflog(packet, false),
    tsharkDiffers: 'it takes the byte order of the machine it runs on',
  },
  { linkType: 258, name: 'PKTAP, Ethernet', build: (packet) => pktap(ethernet(packet), 1, little32) },
  { linkType: 258, name: 'PKTAP, raw', build: (packet) => pktap(packet.bytes, 12, little32) },
  {
    linkType: 258,
    name: 'PKTAP, big-endian',
    build: (packet) => pktap(ethernet(packet), 1, u32),
    tsharkDiffers: 'it takes the header for little-endian',
  },
  {
    linkType: 276,
    name: 'SLL2',
    build: (packet) => bytes(u16(packet.etherType ?? 0), u16(0), u32(2), u16(1), 0, 6, MAC_A, 0, 0, packet.bytes),
  },
];
