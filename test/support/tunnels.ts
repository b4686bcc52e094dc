/** Tunnels: a packet or frame inside another packet. */
import { bytes, type Ipv4Fields, type Ipv6Fields, ipv4, ipv6, type Layer, u16, u24, u32, udp } from './frames.ts';

/** GRE header and payload; each field given sets its flag. */
export function gre(
  payload: Layer | Uint8Array,
  fields: { protocol?: number; key?: number; sequence?: number; checksum?: boolean } = {},
): Layer {
  const inner = payload instanceof Uint8Array ? payload : payload.bytes;
  const protocol = fields.protocol ?? (payload instanceof Uint8Array ? 0x6558 : (payload.etherType ?? 0));
  const flags =
    (fields.checksum ? 0x80 : 0) | (fields.key === undefined ? 0 : 0x20) | (fields.sequence === undefined ? 0 : 0x10);
  return {
    bytes: bytes(
      [flags, 0],
      u16(protocol),
      fields.checksum ? [0, 0, 0, 0] : [],
      fields.key === undefined ? [] : u32(fields.key),
      fields.sequence === undefined ? [] : u32(fields.sequence),
      inner,
    ),
    protocol: 47,
  };
}

/** PPTP's GRE (version 1) around PPP. */
export function pptp(packet: Layer, fields: { call: number; sequence: number; acknowledgment?: number }): Layer {
  const ppp = bytes([0xff, 0x03], [0, packet.etherType === 0x86dd ? 0x57 : 0x21], packet.bytes);
  const flags = [0x30, fields.acknowledgment === undefined ? 1 : 0x81];
  return {
    bytes: bytes(
      flags,
      u16(0x880b),
      u16(ppp.length),
      u16(fields.call),
      u32(fields.sequence),
      fields.acknowledgment === undefined ? [] : u32(fields.acknowledgment),
      ppp,
    ),
    protocol: 47,
  };
}

export function erspan1(frame: Uint8Array): Layer {
  return gre(frame, { protocol: 0x88be });
}

export function erspan2(frame: Uint8Array, session: number): Layer {
  return gre(bytes(u16(0x1005), u16(session), u32(0), frame), { protocol: 0x88be, sequence: 9 });
}

/** `platform` adds the optional subheader; `isIp` marks a bare IP packet. */
export function erspan3(inner: Uint8Array, session: number, form: { platform?: boolean; isIp?: boolean } = {}): Layer {
  const last = (form.isIp ? 2 << 10 : 0) | (form.platform ? 1 : 0);
  const head = bytes(u16(0x2005), u16(session), u32(123456), u16(0), u16(last), form.platform ? new Uint8Array(8) : []);
  return gre(bytes(head, inner), { protocol: 0x22eb, sequence: 9 });
}

export function vxlan(frame: Uint8Array, network: number, port = 4789): Layer {
  return udp(bytes([8, 0, 0, 0], u24(network), 0, frame), { destinationPort: port });
}

export function geneve(payload: Uint8Array | Layer, network: number, optionWords = 0): Layer {
  const inner = payload instanceof Uint8Array ? payload : payload.bytes;
  const protocol = payload instanceof Uint8Array ? 0x6558 : (payload.etherType ?? 0);
  const head = bytes(optionWords, 0, u16(protocol), u24(network), 0, new Uint8Array(optionWords * 4));
  return udp(bytes(head, inner), { destinationPort: 6081 });
}

/** GTP-U; `extensions` are the contents of extension headers, two octets less than a multiple of four each. */
export function gtpu(
  packet: Layer,
  teid: number,
  form: { sequence?: number; extensions?: readonly (readonly number[])[]; messageType?: number } = {},
): Layer {
  const extensions = form.extensions ?? [];
  const flags = 0x30 | (extensions.length > 0 ? 4 : 0) | (form.sequence === undefined ? 0 : 2);
  const chain = extensions.flatMap((content, i) => [
    (content.length + 2) / 4,
    ...content,
    i + 1 < extensions.length ? 0x85 : 0,
  ]);
  const optional = (flags & 7) === 0 ? [] : [...u16(form.sequence ?? 0), 0, extensions.length > 0 ? 0x85 : 0, ...chain];
  const body = bytes(optional, packet.bytes);
  const head = [flags, form.messageType ?? 255, ...u16(body.length), ...u32(teid)];
  return udp(bytes(head, body), { sourcePort: 2152, destinationPort: 2152 });
}

/** Teredo; with an authentication header of no client id and no value, with an origin indication. */
export function teredo(
  packet: Layer,
  form: { authentication?: boolean; origin?: boolean; fromServer?: boolean } = {},
): Layer {
  const authentication = form.authentication ? [0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0] : [];
  const origin = form.origin ? [0, 0, 0x63, 0xdd, 0xf5, 0xff, 0xff, 0xfe] : [];
  const ports = form.fromServer
    ? { sourcePort: 3544, destinationPort: 51234 }
    : { sourcePort: 51234, destinationPort: 3544 };
  return udp(bytes(authentication, origin, packet.bytes), ports);
}

/** Labels, the last one marked as the bottom of the stack. */
export function mpls(packet: Layer | Uint8Array, ...labels: number[]): Layer {
  const inner = packet instanceof Uint8Array ? packet : packet.bytes;
  const stack = labels.map((label, i) => u32((label << 12) | (i + 1 === labels.length ? 0x100 : 0) | 64));
  return { bytes: bytes(...stack, inner), etherType: 0x8847, protocol: 137 };
}

export function pppoe(packet: Layer, session = 1): Layer {
  const protocol = [0, packet.etherType === 0x86dd ? 0x57 : 0x21];
  return {
    bytes: bytes([0x11, 0], u16(session), u16(2 + packet.bytes.length), protocol, packet.bytes),
    etherType: 0x8864,
  };
}

/** Authentication Header in front of a transport layer, which keeps its checksum. */
export function ah(payload: Layer, integrityWords = 3): Layer {
  const head = bytes(
    payload.protocol ?? 0,
    integrityWords + 1,
    0,
    0,
    u32(0x1234),
    u32(1),
    new Uint8Array(integrityWords * 4),
  );
  return stacked(head, payload, 51);
}

/** An IPv6 extension header of the common form: next header, length, content filled up to a multiple of eight. */
export function extension(kind: number, payload: Layer, content: readonly number[] = [1, 4, 0, 0, 0, 0]): Layer {
  const octets = [payload.protocol ?? 0, 0, ...content];
  while (octets.length % 8 !== 0) octets.push(0);
  octets[1] = octets.length / 8 - 1;
  return stacked(bytes(octets), payload, kind);
}

/** IPv6 fragment header in front of a piece of a datagram. */
export function fragmentHeader(piece: Uint8Array, id: number, offset: number, more: boolean, protocol = 6): Layer {
  return { bytes: bytes(protocol, 0, u16(offset | (more ? 1 : 0)), u32(id), piece), protocol: 44 };
}

function stacked(head: Uint8Array, payload: Layer, protocol: number): Layer {
  const layer = { bytes: bytes(head, payload.bytes), protocol };
  if (payload.checksumAt === undefined) return layer;
  const upper = payload.upper ?? { protocol: payload.protocol ?? 0, at: 0 };
  return { ...layer, checksumAt: head.length + payload.checksumAt, upper: { ...upper, at: head.length + upper.at } };
}

/** Cuts the payload of an IP packet into IPv4 fragments of at most `size` octets, a multiple of eight. */
export function fragments4(payload: Layer, fields: Ipv4Fields, size: number): Layer[] {
  const whole = ipv4(payload, fields).bytes.subarray(20);
  const pieces: Layer[] = [];
  for (let offset = 0; offset < whole.length; offset += size) {
    const piece = { bytes: whole.slice(offset, offset + size), protocol: payload.protocol ?? 0 };
    pieces.push(ipv4(piece, { ...fields, fragmentOffset: offset, moreFragments: offset + size < whole.length }));
  }
  return pieces;
}

/** The same for IPv6, with fragment headers. */
export function fragments6(payload: Layer, fields: Ipv6Fields & { id: number }, size: number): Layer[] {
  const whole = ipv6(payload, fields).bytes.subarray(40);
  const pieces: Layer[] = [];
  for (let offset = 0; offset < whole.length; offset += size) {
    const piece = whole.slice(offset, offset + size);
    const more = offset + size < whole.length;
    pieces.push(ipv6(fragmentHeader(piece, fields.id, offset, more, payload.protocol ?? 0), fields));
  }
  return pieces;
}
