/**
 * Community ID version 1 with seed 0: the name under which Zeek, Suricata and others know the same connection.
 *
 * The base64 of the SHA-1 of
 *
 * ```
 * seed (2) | lower address | higher address | 6 for TCP | 0 | port of the lower | port of the higher
 * ```
 *
 * where the ends are ordered by address, then port, so that both directions give the same name.
 */
import { addressOctets } from './octets.ts';
import { sha1 } from './sha1.ts';

const TCP = 6;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const message: Uint8Array = new Uint8Array(40);
const ends: Uint8Array = new Uint8Array(32);
/** One octet more than a hash has, so that the last group of base64 is whole. */
const digest: Uint8Array = new Uint8Array(21);

export interface End {
  /** As in RFC 5952. */
  readonly address: string;
  readonly port: number;
}

/** The Community ID of the TCP connection between two ends, in either order. */
export function communityId(one: End, other: End): string {
  const size = addressOctets(one.address, ends, 0);
  addressOctets(other.address, ends, 16);
  const swap = isHigher(one.port, other.port, size);
  const low = swap ? 16 : 0;
  let at = 2;
  for (let i = 0; i < size; i++) message[at++] = ends[low + i]!;
  for (let i = 0; i < size; i++) message[at++] = ends[16 - low + i]!;
  message[at++] = TCP;
  message[at++] = 0;
  const lowPort = swap ? other.port : one.port;
  const highPort = swap ? one.port : other.port;
  message[at++] = lowPort >>> 8;
  message[at++] = lowPort;
  message[at++] = highPort >>> 8;
  message[at++] = highPort;
  sha1(message, at, digest);
  return `1:${base64()}`;
}

/** Whether the first end in `ends` comes after the second. */
function isHigher(port: number, otherPort: number, size: number): boolean {
  for (let i = 0; i < size; i++) {
    if (ends[i] !== ends[16 + i]) return ends[i]! > ends[16 + i]!;
  }
  return port > otherPort;
}

/** The 20 octets of `digest` as 27 letters and one `=`. */
function base64(): string {
  let text = '';
  for (let i = 0; i < 21; i += 3) {
    const group = (digest[i]! << 16) | (digest[i + 1]! << 8) | digest[i + 2]!;
    text += BASE64[group >>> 18]! + BASE64[(group >>> 12) & 63]! + BASE64[(group >>> 6) & 63]!;
    if (i < 18) text += BASE64[group & 63]!;
  }
  return `${text}=`;
}
