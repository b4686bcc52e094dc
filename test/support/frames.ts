/**
 * Builds frames from the inside out, octet by octet, with correct lengths and checksums unless told otherwise.
 *
 * ```ts
 * ethernet(ipv4(tcp({ sourcePort: 40000, destinationPort: 80, seq: 1000, flags: 'S', options: [mss(1460), wscale(7)] })))
 * frame({ from: '10.0.0.1:40000', to: '10.0.0.2:80', seq: 1000, flags: 'S' })   // the same, for the impatient
 * ```
 *
 * A layer is its octets plus what the layer below must say to announce it.
 */
import { parseAddress } from '../../src/decode/address.ts';

/** Octets of one layer and all above it. */
export interface Layer {
  readonly bytes: Uint8Array;
  /** IP protocol number, for what rides on IP. */
  readonly protocol?: number;
  /** EtherType, for what rides on a link. */
  readonly etherType?: number;
  /** Offset of a checksum over the pseudo header, which the IP layer fills in. */
  readonly checksumAt?: number;
  /** The protocol that the pseudo header names and where it starts, where extension headers come first. */
  readonly upper?: { readonly protocol: number; readonly at: number };
}

/** Joins octets and numbers (one octet each) into one array. */
export function bytes(...parts: (number | readonly number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
}

/** A 16-bit number, big-endian. */
export function u16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}

/** A 32-bit number, big-endian. */
export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

/** A 24-bit number, big-endian. */
export function u24(value: number): number[] {
  return [(value >>> 16) & 0xff, ...u16(value & 0xffff)];
}

/** `length` octets of printable filler. */
export function filler(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => 0x61 + (i % 26));
}

/** The Internet checksum (RFC 1071) over octets, not yet inverted: a folded 16-bit sum. */
function onesSum(octets: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < octets.length; i += 2) sum += (octets[i]! << 8) | (octets[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

/** The octets of an address given as text. */
function addressBytes(text: string): number[] {
  const address = parseAddress(text);
  if (address === null) throw new Error(`not an address: ${text}`);
  const words = [address.w0, address.w1, address.w2, address.w3];
  return (address.version === 4 ? words.slice(0, 1) : words).flatMap(u32);
}

// ---- TCP -------------------------------------------------------------------------------------------------------------

export interface TcpFields {
  sourcePort?: number;
  destinationPort?: number;
  seq?: number;
  ack?: number;
  /** Letters of tcpdump: S F R P . U E W, and A for AE; or the nine bits. */
  flags?: string | number;
  window?: number;
  /** Options one after the other; padded to a multiple of four with end-of-list. */
  options?: readonly (readonly number[])[];
  /** Octets, or how many of filler. */
  payload?: number | string | Uint8Array;
  urgent?: number;
  /** Instead of the computed one. */
  checksum?: number;
  /** Instead of the computed one, in 32-bit words. */
  dataOffset?: number;
}

const FLAG_LETTERS: Readonly<Record<string, number>> = {
  F: 0x01,
  S: 0x02,
  R: 0x04,
  P: 0x08,
  '.': 0x10,
  U: 0x20,
  E: 0x40,
  W: 0x80,
  A: 0x100,
};

/** Flag bits of tcpdump's letters. */
export function flagBits(flags: string | number): number {
  if (typeof flags === 'number') return flags;
  return [...flags].reduce((bits, letter) => bits | FLAG_LETTERS[letter]!, 0);
}

/** A TCP segment; its checksum is filled in by the IP layer below. */
export function tcp(fields: TcpFields = {}): Layer {
  const options = (fields.options ?? []).flat();
  while (options.length % 4 !== 0) options.push(0);
  const flags = flagBits(fields.flags ?? '.');
  const dataOffset = fields.dataOffset ?? 5 + options.length / 4;
  const octets = bytes(
    u16(fields.sourcePort ?? 40000),
    u16(fields.destinationPort ?? 80),
    u32(fields.seq ?? 0),
    u32(fields.ack ?? 0),
    u16((dataOffset << 12) | flags),
    u16(fields.window ?? 65535),
    u16(fields.checksum ?? 0),
    u16(fields.urgent ?? 0),
    options,
    payloadBytes(fields.payload ?? 0),
  );
  return fields.checksum === undefined
    ? { bytes: octets, protocol: 6, checksumAt: 16 }
    : { bytes: octets, protocol: 6 };
}

/** Octets of a payload given in any of three ways. */
function payloadBytes(payload: number | string | Uint8Array): Uint8Array {
  if (typeof payload === 'number') return filler(payload);
  return typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
}

/** TCP options, to put into `options`. */
export const nop: readonly number[] = [1];
export const endOfOptions: readonly number[] = [0];
export const mss = (value: number): number[] => [2, 4, ...u16(value)];
export const wscale = (shift: number): number[] => [3, 3, shift];
export const sackPermitted: readonly number[] = [4, 2];
export const sack = (...edges: number[]): number[] => [5, 2 + 4 * edges.length, ...edges.flatMap(u32)];
export const timestamps = (value: number, echo: number): number[] => [8, 10, ...u32(value), ...u32(echo)];
export const fastOpen = (...cookie: number[]): number[] => [34, 2 + cookie.length, ...cookie];
export const fastOpenExperiment = (...cookie: number[]): number[] => [254, 4 + cookie.length, 0xf9, 0x89, ...cookie];
export const mptcp = (subtype: number, ...rest: number[]): number[] => [30, 3 + rest.length, subtype << 4, ...rest];
export const md5 = (): number[] => [19, 18, ...new Array<number>(16).fill(0x5a)];
export const authentication = (): number[] => [29, 16, 1, 1, ...new Array<number>(12).fill(0xa5)];

// ---- UDP, ICMP -------------------------------------------------------------------------------------------------------

/** A UDP datagram. */
export function udp(payload: Uint8Array, fields: { sourcePort?: number; destinationPort?: number } = {}): Layer {
  const head = [...u16(fields.sourcePort ?? 50000), ...u16(fields.destinationPort ?? 53)];
  return { bytes: bytes(head, u16(8 + payload.length), 0, 0, payload), protocol: 17, checksumAt: 6 };
}

/** An ICMP "port unreachable" that quotes a packet. */
export function icmpUnreachable(quoted: Layer): Layer {
  const octets = bytes(3, 3, 0, 0, 0, 0, 0, 0, quoted.bytes.subarray(0, 48));
  octets.set(u16(~onesSum(octets) & 0xffff), 2);
  return { bytes: octets, protocol: 1 };
}

// ---- IP --------------------------------------------------------------------------------------------------------------

export interface Ipv4Fields {
  source?: string;
  destination?: string;
  id?: number;
  ttl?: number;
  /** Instead of the payload's own. */
  protocol?: number;
  /** IP options, padded to a multiple of four. */
  options?: readonly number[];
  /** Instead of the computed one. */
  totalLength?: number;
  checksum?: number;
  /** Fragment offset in octets, a multiple of 8. */
  fragmentOffset?: number;
  moreFragments?: boolean;
}

/** An IPv4 packet around a transport layer, whose checksum it completes. */
export function ipv4(payload: Layer, fields: Ipv4Fields = {}): Layer {
  const options = [...(fields.options ?? [])];
  while (options.length % 4 !== 0) options.push(0);
  const source = addressBytes(fields.source ?? '10.0.0.1');
  const destination = addressBytes(fields.destination ?? '10.0.0.2');
  const protocol = fields.protocol ?? payload.protocol ?? 253;
  const body = withChecksum(payload, protocol, [...source, ...destination]);
  const headerLength = 20 + options.length;
  const head = bytes(
    0x40 | (headerLength / 4),
    0,
    u16(fields.totalLength ?? headerLength + body.length),
    u16(fields.id ?? 0),
    u16((fields.moreFragments ? 0x2000 : 0) | ((fields.fragmentOffset ?? 0) >>> 3)),
    fields.ttl ?? 64,
    protocol,
    0,
    0,
    source,
    destination,
    options,
  );
  head.set(u16(fields.checksum ?? ~onesSum(head) & 0xffff), 10);
  return { bytes: bytes(head, body), protocol: 4, etherType: 0x0800 };
}

export interface Ipv6Fields {
  source?: string;
  destination?: string;
  hopLimit?: number;
  /** Instead of the payload's own. */
  nextHeader?: number;
  /** Instead of the computed one. */
  payloadLength?: number;
}

/** An IPv6 packet around a transport layer or an extension header. */
export function ipv6(payload: Layer, fields: Ipv6Fields = {}): Layer {
  const source = addressBytes(fields.source ?? '2001:db8::1');
  const destination = addressBytes(fields.destination ?? '2001:db8::2');
  const nextHeader = fields.nextHeader ?? payload.protocol ?? 253;
  const body = withChecksum(payload, nextHeader, [...source, ...destination]);
  const length = fields.payloadLength ?? body.length;
  return {
    bytes: bytes(0x60, 0, 0, 0, u16(length & 0xffff), nextHeader, fields.hopLimit ?? 64, source, destination, body),
    protocol: 41,
    etherType: 0x86dd,
  };
}

function withChecksum(payload: Layer, protocol: number, addresses: readonly number[]): Uint8Array {
  if (payload.checksumAt === undefined) return payload.bytes;
  const upper = payload.upper ?? { protocol, at: 0 };
  const body = payload.bytes.slice();
  const covered = body.subarray(upper.at);
  const pseudoHeader = bytes(addresses, u32(covered.length), 0, 0, 0, upper.protocol);
  body.set(u16(~onesSum(bytes(pseudoHeader, covered)) & 0xffff), payload.checksumAt);
  return body;
}

// ---- Links -----------------------------------------------------------------------------------------------------------

/** An Ethernet II frame; `minimum` pads it with zeros (60 is the shortest on the wire without its checksum). */
export function ethernet(
  payload: Layer,
  fields: { etherType?: number; minimum?: number } = {},
): Uint8Array<ArrayBuffer> {
  const head = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
  const octets = bytes(head, u16(fields.etherType ?? payload.etherType ?? 0xffff), payload.bytes);
  return bytes(octets, new Uint8Array(Math.max(0, (fields.minimum ?? 0) - octets.length)));
}

/** An 802.1Q tag (or another tag protocol) around a packet. */
export function vlan(id: number, payload: Layer, tagProtocol = 0x8100): Layer {
  return { bytes: bytes(u16(id), u16(payload.etherType ?? 0xffff), payload.bytes), etherType: tagProtocol };
}

// ---- The short way ---------------------------------------------------------------------------------------------------

export interface FrameFields extends Omit<TcpFields, 'sourcePort' | 'destinationPort'> {
  /** `10.0.0.1:40000` or `[2001:db8::1]:40000` */
  from: string;
  to: string;
  id?: number;
}

/** One Ethernet frame with a TCP segment, over IPv4 or IPv6 as the addresses say. */
export function frame(fields: FrameFields): Uint8Array<ArrayBuffer> {
  const { from, to, id, ...rest } = fields;
  const [source, sourcePort] = endpoint(from);
  const [destination, destinationPort] = endpoint(to);
  const segment = tcp({ ...rest, sourcePort, destinationPort });
  if (source.includes(':')) return ethernet(ipv6(segment, { source, destination }));
  return ethernet(ipv4(segment, { source, destination, id: id ?? 0 }));
}

function endpoint(text: string): [address: string, port: number] {
  const at = text.lastIndexOf(':');
  return [text.slice(0, at).replace(/^\[|\]$/g, ''), Number(text.slice(at + 1))];
}
