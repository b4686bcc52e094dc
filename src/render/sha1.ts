/**
 * SHA-1 (RFC 3174) of messages that fit into one block: 55 octets at most.
 *
 * It names things here and protects nothing. A flow's name is hashed from 16 or 40 octets, and for so few a call into
 * a library costs more than the hash.
 */

/** The longest message that leaves room for the end mark and its length. */
export const MAX_MESSAGE = 55;

const words: Int32Array = new Int32Array(80);

/** Writes the 20 octets of the hash of `message[0 .. length)` to the start of `digest`. */
export function sha1(message: Uint8Array, length: number, digest: Uint8Array): void {
  if (length > MAX_MESSAGE) throw new RangeError(`sha1 takes at most ${MAX_MESSAGE} octets, not ${length}`);
  expand(message, length);
  let a = 0x67452301;
  let b = 0xefcdab89 | 0;
  let c = 0x98badcfe | 0;
  let d = 0x10325476;
  let e = 0xc3d2e1f0 | 0;
  for (let t = 0; t < 80; t++) {
    const next = (rotate(a, 5) + mix(t, b, c, d) + e + words[t]!) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  put(digest, 0, a + 0x67452301);
  put(digest, 4, b + 0xefcdab89);
  put(digest, 8, c + 0x98badcfe);
  put(digest, 12, d + 0x10325476);
  put(digest, 16, e + 0xc3d2e1f0);
}

/** RFC 3174 §4, §6.1 (a), (b): pads the message to one block and stretches it to 80 words. */
function expand(message: Uint8Array, length: number): void {
  words.fill(0, 0, 16);
  for (let i = 0; i < length; i++) words[i >> 2]! |= message[i]! << (24 - (i & 3) * 8);
  words[length >> 2]! |= 0x80 << (24 - (length & 3) * 8);
  words[15] = length * 8;
  for (let t = 16; t < 80; t++) {
    words[t] = rotate(words[t - 3]! ^ words[t - 8]! ^ words[t - 14]! ^ words[t - 16]!, 1);
  }
}

/** RFC 3174 §5: the function and the constant of round t. */
function mix(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function put(into: Uint8Array, at: number, word: number): void {
  into[at] = word >>> 24;
  into[at + 1] = word >>> 16;
  into[at + 2] = word >>> 8;
  into[at + 3] = word;
}
