/** Packets, octets and flags of every TCP stream and direction, as tshark counts them. */
import { execFileSync } from 'node:child_process';

export interface Tally {
  packets: number;
  bytes: number;
  syn: number;
  fin: number;
  rst: number;
}

const FIELDS = [
  'tcp.stream',
  'ip.src',
  'ipv6.src',
  'tcp.srcport',
  'ip.dst',
  'ipv6.dst',
  'tcp.dstport',
  'tcp.len',
  'tcp.flags',
];
const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;

/** `stream source>destination` -> tally; streams are numbered from 0 in the order in which they began. */
export function tsharkTallies(file: string): Map<string, Tally> {
  const words = ['-n', '-r', file, '-Y', 'tcp', '-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])];
  const lines = execFileSync('tshark', words, {
    encoding: 'utf8',
    maxBuffer: 256 << 20,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tallies = new Map<string, Tally>();
  for (const line of lines.trim().split('\n')) {
    const [stream, from4, from6, fromPort, to4, to6, toPort, length, flags] = line.split('\t');
    const key = `${stream} ${from4 || from6} ${fromPort} > ${to4 || to6} ${toPort}`;
    const tally = tallies.get(key) ?? { packets: 0, bytes: 0, syn: 0, fin: 0, rst: 0 };
    tallies.set(key, tally);
    const bits = Number(flags);
    tally.packets++;
    tally.bytes += Number(length);
    tally.syn += bits & SYN ? 1 : 0;
    tally.fin += bits & FIN ? 1 : 0;
    tally.rst += bits & RST ? 1 : 0;
  }
  return tallies;
}
