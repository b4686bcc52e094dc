/** Segments in packetdrill's notation: `S. 0:0(0) ack 1 win 6144 <mss 1024>`. */
import type { FoldLine, SegmentLine, SynOptions } from '../../conntrack/account/lines.ts';
import { counted, formatCount } from '../count.ts';
import { REMARK_PLURALS } from './remark-words.ts';

export function segmentText(line: SegmentLine): string {
  return [segmentCore(line), ...(line.options === null ? [] : [optionText(line.options)])]
    .filter((part) => part !== '')
    .join(' ');
}

/** Without options. */
export function segmentCore({ flags, seq, length, ack, window }: SegmentLine): string {
  const acked = ack === null ? '' : ` ack ${ack}`;
  return `${flags} ${seq}:${seq + length}(${length})${acked} win ${window}`;
}

function optionText({ mss, windowScale, sackPermitted, timestamps, fastOpen }: SynOptions): string {
  const options: string[] = [];
  if (mss !== null) options.push(`mss ${mss}`);
  if (windowScale !== null) options.push(`wscale ${windowScale}`);
  if (sackPermitted) options.push('sackOK');
  if (timestamps) options.push('TS');
  if (fastOpen) options.push('FO');
  return options.length === 0 ? '' : `<${options.join(',')}>`;
}

/** `42 segments: client 40 with 57,920 octets, server 2 with none; 3 duplicate ACKs`. */
export function foldText({ sent, counts }: FoldLine): string {
  const { client, server } = sent;
  const ends = [
    ['client', client],
    ['server', server],
  ] as const;
  const parts = ends
    .filter(([, end]) => end.segments > 0)
    .map(([name, end]) => `${name} ${formatCount(end.segments)} with ${counted(end.octets, 'octet')}`);
  const extras = Object.entries(counts).map(([name, count]) => {
    const [one, many] = REMARK_PLURALS[name as keyof typeof counts] ?? [name, name];
    return counted(count, one, many);
  });
  const all = counted(client.segments + server.segments, 'segment');
  return `${all}: ${parts.join(', ')}${extras.length === 0 ? '' : `; ${extras.join(', ')}`}`;
}
