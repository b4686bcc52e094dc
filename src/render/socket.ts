/** Addresses and sockets as people write them. */
import type { EndpointRow } from '../conntrack/snapshot.ts';
import type { OctetWriter } from './octet-writer.ts';

/** `10.0.0.5:443`, `[2001:db8::5]:443`. */
export function writeSocket(out: OctetWriter, { ip4, address, port }: EndpointRow): void {
  if (ip4 !== undefined) {
    writeIp4(out, ip4);
  } else {
    const brackets = address.includes(':');
    if (brackets) out.text('[');
    out.text(address);
    if (brackets) out.text(']');
  }
  out.text(':');
  out.integer(port);
}

/** A big-endian int32 as four numbers with dots between them. */
export function writeIp4(out: OctetWriter, word: number): void {
  out.integer(word >>> 24);
  out.text('.');
  out.integer((word >>> 16) & 0xff);
  out.text('.');
  out.integer((word >>> 8) & 0xff);
  out.text('.');
  out.integer(word & 0xff);
}
