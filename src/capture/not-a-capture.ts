/** The error for a file that is no capture, which says what it looks like instead. */
import { TcpstateError } from '../errors.ts';
import { STANDARD_INPUT } from './inputs.ts';
import { shellWord } from './shell-word.ts';

interface Likeness {
  readonly what: string;
  /** First octets, as latin-1 text; or how the name ends, for formats that begin with nothing of their own. */
  readonly magic?: string;
  readonly suffix?: string;
  /** A command that turns standard input of that kind into a capture. */
  readonly through?: string;
}

const CONVERT = 'editcap -F pcapng - -';

const LIKENESSES: readonly Likeness[] = [
  { magic: 'snoop\0\0\0', what: 'a snoop capture', through: CONVERT },
  { magic: 'btsnoop\0', what: 'a Bluetooth capture (btsnoop)' },
  { magic: 'RTSS', what: 'a Network Monitor capture', through: CONVERT },
  { magic: 'GMBU', what: 'a Network Monitor capture', through: CONVERT },
  { magic: 'TRSNIFF data', what: 'a Sniffer capture', through: CONVERT },
  { magic: '\x28\xb5\x2f\xfd', what: 'zstd-compressed data', through: 'zstd -dc' },
  { magic: '\xfd7zXZ\0', what: 'xz-compressed data', through: 'xz -dc' },
  { magic: 'BZh', what: 'bzip2-compressed data', through: 'bzip2 -dc' },
  { magic: '\x04\x22\x4d\x18', what: 'lz4-compressed data', through: 'lz4 -dc' },
  { magic: 'PK\x03\x04', what: 'a zip archive', through: 'funzip' },
  { magic: '\x1f\x8b', what: 'data compressed twice', through: 'gzip -dc' },
  { magic: '\x7fELF', what: 'a program' },
  { suffix: '.erf', what: 'an ERF capture', through: CONVERT },
  { suffix: '.etl', what: 'a Windows event trace; etl2pcapng converts it' },
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
    LIKENESSES.find(({ magic }) => magic !== undefined && start.startsWith(magic)) ??
    LIKENESSES.find(({ suffix }) => suffix !== undefined && name.endsWith(suffix));
  if (known !== undefined) return { what: known.what, hint: known.through ? pipeline(name, known.through) : READABLE };
  if (head.every((octet) => octet === 0)) return { what: 'nothing but zeros', hint: READABLE };
  if (head.every(isText))
    return { what: 'text', hint: `${READABLE}; to write one: tcpdump -i any -w capture.pcap tcp` };
  return { what: 'data of another kind', hint: READABLE };
}

/** What to type in order to read a file through a command. */
function pipeline(name: string, command: string): string {
  if (name === STANDARD_INPUT) return `… | ${command} | tcpstate analyze -`;
  return `${command} < ${shellWord(name)} | tcpstate analyze -`;
}

/** Printable, white space, or part of a character in UTF-8. */
function isText(octet: number): boolean {
  return (octet >= 0x20 && octet !== 0x7f) || (octet >= 0x09 && octet <= 0x0d) || octet === 0x1b;
}
