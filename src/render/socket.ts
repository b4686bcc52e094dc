/** Addresses and sockets as people write them. */
import type { EndpointRow } from '../conntrack/snapshot.ts';
import { type OctetWriter, written } from './octet-writer.ts';
import { type Phrase, phrase } from './phrase.ts';

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
  out.text(':');
  out.integer(port);
}

/** `0.` to `255.` */
const NUMBERS: readonly Phrase[] = Array.from({ length: 256 }, (_, number) => phrase(`${number}.`));

/** A big-endian int32 as four numbers with dots between them. */
export function writeIp4(out: OctetWriter, word: number): void {
  out.phrase(NUMBERS[word >>> 24]!);
  out.phrase(NUMBERS[(word >>> 16) & 0xff]!);
  out.phrase(NUMBERS[(word >>> 8) & 0xff]!);
  out.integer(word & 0xff);
}
