/** IP addresses as text and as the big-endian int32 words that a `Segment` holds. */

/** An address; IPv4 uses the first word alone and leaves the others 0. */
export interface Address {
  readonly version: 4 | 6;
  readonly w0: number;
  readonly w1: number;
  readonly w2: number;
  readonly w3: number;
}

/** The text of an address: dotted for IPv4, RFC 5952 for IPv6, without brackets or zone. */
export function formatAddress(version: number, w0: number, w1: number, w2: number, w3: number): string {
  if (version === 4) return dotted(w0);
  // RFC 5952 §5: an IPv4-mapped address is known by its prefix, so its last 32 bits are dotted.
  if (w0 === 0 && w1 === 0 && w2 === 0xffff) return `::ffff:${dotted(w3)}`;
  const groups = [w0 >>> 16, w0 & 0xffff, w1 >>> 16, w1 & 0xffff, w2 >>> 16, w2 & 0xffff, w3 >>> 16, w3 & 0xffff];
  const [at, length] = longestZeroRun(groups);
  if (length < 2) return hex(groups);
  return `${hex(groups.slice(0, at))}::${hex(groups.slice(at + length))}`;
}

/** The address that a text spells, in any form that RFC 4291 §2.2 allows (no zone, no prefix length); null where it is none. */
export function parseAddress(text: string): Address | null {
  if (text.includes(':')) return parseV6(text);
  const word = parseDotted(text);
  return word === null ? null : { version: 4, w0: word, w1: 0, w2: 0, w3: 0 };
}

function dotted(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;
}

function hex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

/** RFC 5952 §4.2.3: the longest run of zero groups, the first of equals. */
function longestZeroRun(groups: readonly number[]): [at: number, length: number] {
  let best = 0;
  let bestAt = 0;
  let run = 0;
  for (let i = 0; i < groups.length; i++) {
    run = groups[i] === 0 ? run + 1 : 0;
    if (run > best) {
      best = run;
      bestAt = i - run + 1;
    }
  }
  return [bestAt, best];
}

function parseDotted(text: string): number | null {
  const octets = text.split('.');
  if (octets.length !== 4) return null;
  let word = 0;
  for (const octet of octets) {
    // A leading zero could mean octal: inet_pton refuses it, and so do we.
    if (!/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return null;
    word = (word << 8) | Number(octet);
  }
  return word;
}

function parseV6(text: string): Address | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = parseGroups(halves[1] ?? '', true);
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const word = (i: number): number => (groups[i]! << 16) | groups[i + 1]!;
  return { version: 6, w0: word(0), w1: word(2), w2: word(4), w3: word(6) };
}

/** The 16-bit groups of a run between colons; a dotted IPv4 address may stand for the last two of the address. */
function parseGroups(text: string, mayEndDotted: boolean): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (mayEndDotted && i === parts.length - 1 && part.includes('.')) {
      const word = parseDotted(part);
      if (word === null) return null;
      groups.push(word >>> 16, word & 0xffff);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return null;
    }
  }
  return groups;
}
