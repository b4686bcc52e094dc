/** The octets of an address that is written as in RFC 5952: the way back from a row to what it was made of. */

const DOT = 0x2e;
const COLON = 0x3a;

/** Writes the octets of `address` to `into` from `at` on and returns how many: 4 or 16. */
export function addressOctets(address: string, into: Uint8Array, at: number): 4 | 16 {
  if (!address.includes(':')) {
    dotted(address, 0, into, at);
    return 4;
  }
  into.fill(0, at, at + 16);
  let to = at;
  let gap = -1;
  let i = 0;
  while (i < address.length) {
    if (address.charCodeAt(i) === COLON) {
      // `::` at the start, or the second colon of one: what follows belongs to the end.
      if (address.charCodeAt(i + 1) === COLON || i > 0) gap = to;
      i += address.charCodeAt(i + 1) === COLON ? 2 : 1;
      continue;
    }
    let group = 0;
    let end = i;
    for (; end < address.length && address.charCodeAt(end) !== COLON; end++) {
      if (address.charCodeAt(end) === DOT) {
        dotted(address, i, into, to);
        return close(into, at, to + 4, gap);
      }
      group = (group << 4) | digit(address.charCodeAt(end));
    }
    into[to++] = group >>> 8;
    into[to++] = group;
    i = end + 1;
  }
  return close(into, at, to, gap);
}

/** Moves what stands behind the gap to the end. */
function close(into: Uint8Array, at: number, to: number, gap: number): 16 {
  if (gap < 0) return 16;
  const tail = to - gap;
  into.copyWithin(at + 16 - tail, gap, to);
  into.fill(0, gap, at + 16 - tail);
  return 16;
}

function dotted(address: string, from: number, into: Uint8Array, at: number): void {
  let octet = 0;
  let to = at;
  for (let i = from; i < address.length; i++) {
    const code = address.charCodeAt(i);
    if (code === DOT) {
      into[to++] = octet;
      octet = 0;
    } else {
      octet = octet * 10 + code - 0x30;
    }
  }
  into[to] = octet;
}

/** The value of a hexadecimal digit, lower case. */
function digit(code: number): number {
  return code < 0x3a ? code - 0x30 : code - 0x57;
}
