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
import type { OctetWriter } from './octet-writer.ts';
import { SCHEDULE_WORDS, sha1 } from './sha1.ts';

const TCP = 6;
const BASE64: Uint8Array = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

const schedule: Int32Array = new Int32Array(SCHEDULE_WORDS);
/** A word more than a hash has, so that the last group of base64 is whole. */
const digest: Int32Array = new Int32Array(6);

/** Words of one end: four of an address, of which IPv4 uses the first, and the port. */
export const END_WORDS = 5;
const PORT = 4;

/** Writes the Community ID of the TCP connection between the two ends in `ends`, in either order. */
export function writeCommunityId(out: OctetWriter, ends: Int32Array, ipVersion: 4 | 6): void {
  const size = ipVersion === 4 ? 1 : 4;
  const low = isHigher(ends, size) ? END_WORDS : 0;
  const high = END_WORDS - low;
  // Everything stands two octets, those of the seed, behind a whole word.
  let at = 0;
  let before = 0;
  for (let i = 0; i < size; i++) {
    schedule[at++] = (before << 16) | (ends[low + i]! >>> 16);
    before = ends[low + i]!;
  }
  for (let i = 0; i < size; i++) {
    schedule[at++] = (before << 16) | (ends[high + i]! >>> 16);
    before = ends[high + i]!;
  }
  schedule[at++] = (before << 16) | (TCP << 8);
  schedule[at++] = (ends[low + PORT]! << 16) | ends[high + PORT]!;
  const bits = at * 32;
  // RFC 3174 §4: a bit that ends the message, and how long it is.
  schedule[at++] = 0x80000000;
  schedule.fill(0, at, 15);
  schedule[15] = bits;
  sha1(schedule, digest);
  out.text('1:');
  writeBase64(out);
}

/** Whether the first end comes after the second. */
function isHigher(ends: Int32Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    if (ends[i] !== ends[END_WORDS + i]) return ends[i]! >>> 0 > ends[END_WORDS + i]! >>> 0;
  }
  return ends[PORT]! > ends[END_WORDS + PORT]!;
}

/** The 20 octets of the digest as 27 letters and one `=`. */
function writeBase64(out: OctetWriter): void {
  for (let i = 0; i < 21; i += 3) {
    const group = (octet(i) << 16) | (octet(i + 1) << 8) | octet(i + 2);
    out.octet(BASE64[group >>> 18]!);
    out.octet(BASE64[(group >>> 12) & 63]!);
    out.octet(BASE64[(group >>> 6) & 63]!);
    if (i < 18) out.octet(BASE64[group & 63]!);
  }
  out.text('=');
}

function octet(i: number): number {
  return (digest[i >> 2]! >>> (24 - (i & 3) * 8)) & 0xff;
}
