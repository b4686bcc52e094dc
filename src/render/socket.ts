/** Addresses and sockets as people write them. */
import type { EndpointRow } from '../conntrack/snapshot.ts';
import { type OctetWriter, written } from './octet-writer.ts';
import { ShortTexts } from './short-texts.ts';

const COLON = 0x3a;

type Socket = Pick<EndpointRow, 'address' | 'ip4' | 'port'>;

/** `10.0.0.5:443`, `[2001:db8::5]:443`. */
export function formatSocket(socket: Socket): string {
  return written((out) => writeSocket(out, socket));
}

/** The address is not asked for where it is known as a number: to make its text would cost more than to write it. */
export function writeSocket(out: OctetWriter, socket: Socket): void {
  const { ip4, port } = socket;
  if (ip4 !== undefined) {
    writeIp4(out, ip4);
  } else {
    const { address } = socket;
    const brackets = address.includes(':');
    if (brackets) out.text('[');
    out.text(address);
    if (brackets) out.text(']');
  }
  out.octet(COLON);
  out.integer(port);
}

/** `0.` to `255.` */
const NUMBERS = new ShortTexts(256, (number) => `${number}.`);

/** A big-endian int32 as four numbers with dots between them. */
export function writeIp4(out: OctetWriter, word: number): void {
  NUMBERS.write(out, word >>> 24);
  NUMBERS.write(out, (word >>> 16) & 0xff);
  NUMBERS.write(out, (word >>> 8) & 0xff);
  NUMBERS.write(out, word & 0xff);
  // Behind the last one is no dot.
  out.length--;
}
