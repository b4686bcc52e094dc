/** The error for a file that is no capture, which says what it looks like instead. */
import { TcpstateError } from '../errors.ts';

interface Likeness {
  /** First octets, as latin-1 text. */
  readonly magic: string;
  readonly what: string;
  readonly hint?: (name: string) => string;
}

const unpackWith = (command: string) => (name: string) => `${command} ${name} | tcpstate analyze -`;
const convert = (name: string) => `editcap -F pcapng ${name} converted.pcapng   (editcap comes with Wireshark)`;

const LIKENESSES: readonly Likeness[] = [
  { magic: 'snoop\0\0\0', what: 'a snoop capture', hint: convert },
  { magic: 'btsnoop\0', what: 'a Bluetooth capture (btsnoop)' },
  { magic: 'RTSS', what: 'a Network Monitor capture', hint: convert },
  { magic: 'GMBU', what: 'a Network Monitor capture', hint: convert },
  { magic: 'TRSNIFF data', what: 'a Sniffer capture', hint: convert },
  { magic: '\x28\xb5\x2f\xfd', what: 'zstd-compressed data', hint: unpackWith('zstd -dc') },
  { magic: '\xfd7zXZ\0', what: 'xz-compressed data', hint: unpackWith('xz -dc') },
  { magic: 'BZh', what: 'bzip2-compressed data', hint: unpackWith('bzip2 -dc') },
  { magic: '\x04\x22\x4d\x18', what: 'lz4-compressed data', hint: unpackWith('lz4 -dc') },
  { magic: 'PK\x03\x04', what: 'a zip archive', hint: unpackWith('unzip -p') },
  { magic: '\x1f\x8b', what: 'data compressed twice', hint: unpackWith('gzip -dc') },
  { magic: '\x7fELF', what: 'a program' },
];

/** Formats that have no magic number are told by their names. */
const SUFFIXES: readonly { readonly suffix: string; readonly what: string; readonly hint: (name: string) => string }[] =
  [
    { suffix: '.erf', what: 'an ERF capture', hint: convert },
    { suffix: '.etl', what: 'a Windows event trace', hint: (name) => `etl2pcapng ${name} converted.pcapng` },
  ];

const READABLE = 'tcpstate reads pcap and pcapng files, also compressed with gzip';

/**
 * @param head the first octets, up to some hundred
 * @param packed whether they came out of a gzip file
 */
export function notACapture(name: string, head: Uint8Array, packed: boolean): TcpstateError {
  const subject = packed ? `${name} holds no capture: it is gzip of` : `${name} is not a capture:`;
  if (head.length === 0) {
    return new TcpstateError('not-a-capture', `${subject} ${packed ? 'nothing' : 'it is empty'}`, READABLE);
  }
  const { what, hint } = likeness(name, head);
  return new TcpstateError('not-a-capture', `${subject} ${packed ? what : `it looks like ${what}`}`, hint);
}

function likeness(name: string, head: Uint8Array): { what: string; hint: string } {
  const start = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  const known =
    LIKENESSES.find(({ magic }) => start.startsWith(magic)) ?? SUFFIXES.find(({ suffix }) => name.endsWith(suffix));
  if (known !== undefined) return { what: known.what, hint: known.hint?.(name) ?? READABLE };
  if (head.every((octet) => octet === 0)) return { what: 'nothing but zeros', hint: READABLE };
  if (head.every(isText)) {
    return { what: 'text', hint: `${READABLE}; to write one: tcpdump -i any -w capture.pcap tcp` };
  }
  return { what: 'data of another kind', hint: READABLE };
}

/** Printable, white space, or part of a character in UTF-8. */
function isText(octet: number): boolean {
  return (octet >= 0x20 && octet !== 0x7f) || (octet >= 0x09 && octet <= 0x0d) || octet === 0x1b;
}
