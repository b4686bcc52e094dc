/** Segments in packetdrill's notation: `S. 0:0(0) ack 1 win 6144 <mss 1024>`. */
import type { FoldedEnd, FoldLine, SegmentLine, Side, SynOptions } from '../../conntrack/account/lines.ts';
import { counted, formatCount } from '../count.ts';
import { REMARK_PLURALS } from './remark-words.ts';

export function segmentText(line: SegmentLine): string {
  return segmentForms(line)[0]!;
}

/** The whole, and shorter forms for where that does not fit: without options, without window, without ACK. */
export function segmentForms({ flags, seq, length, ack, window, options }: SegmentLine): string[] {
  const sent = `${flags} ${seq}:${seq + length}(${length})`;
  const acked = ack === null ? sent : `${sent} ack ${ack}`;
  const core = `${acked} win ${window}`;
  const whole = options === null ? '' : optionText(options);
  return [whole === '' ? core : `${core} ${whole}`, core, acked, sent];
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

/** `client 40 (57,920 octets), server 2`. */
export function foldedSegments({ sent: { client, server } }: FoldLine): string {
  return [endText('client', client), endText('server', server)].filter((part) => part !== null).join(', ');
}

function endText(name: Side, { segments, octets }: FoldedEnd): string | null {
  if (segments === 0) return null;
  return `${name} ${formatCount(segments)}${octets === 0 ? '' : ` (${counted(octets, 'octet')})`}`;
}

/** `40 window updates, 1 duplicate ACK`; null where nothing is to be said of any. */
export function foldedRemarks({ counts }: FoldLine): string | null {
  const texts = Object.entries(counts).map(([name, count]) => {
    const [one, many] = REMARK_PLURALS[name as keyof typeof counts] ?? [name, name];
    return counted(count, one, many);
  });
  return texts.length === 0 ? null : texts.join(', ');
}
