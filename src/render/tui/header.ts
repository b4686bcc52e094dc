/** The first lines: what is captured, how much passes, and what is missing. */
import { SEVERITIES } from '../../conntrack/findings/finding.ts';
import { counted, formatCount, formatShare } from '../count.ts';
import { formatDuration } from '../duration.ts';
import { SEVERITY_TONES, sameFindings } from '../finding-lines.ts';
import { formatBitRate, formatPacketRate } from '../rate.ts';
import { estimatedLoss } from '../report.ts';
import { printable } from '../text.ts';
import type { Theme } from '../tone.ts';
import type { Model } from './model.ts';
import type { Picture } from './picture.ts';
import { sparkline } from './sparkline.ts';

/** Seconds in the graphs of rates. */
const GRAPH = 10;

/** `eth0 · 2m03s · 1,234 packets/s ▁▂▅ · 3.4 Mbit/s ▁▂▅`, and what holds the picture. */
export function headline(model: Model, picture: Picture, theme: Theme): string {
  const { capture, packets, bits, ended } = picture;
  const { levels, dot } = theme.glyphs;
  const span = capture.start === null || capture.end === null ? 0 : (capture.end - capture.start) / 1e9;
  const graph = (history: readonly number[]): string =>
    theme.paint('established', sparkline(history, Math.min(GRAPH, history.length), levels));
  const facts = [
    theme.paint('strong', printable(capture.name === '-' ? 'standard input' : capture.name)),
    formatDuration(span),
    `${formatPacketRate(packets.now)} ${graph(packets.history)}`.trimEnd(),
    `${formatBitRate(bits.now)} ${graph(bits.history)}`.trimEnd(),
  ];
  if (model.frozen) facts.unshift(theme.paint('selected', ' FROZEN '));
  else if (ended) facts.unshift(theme.paint('selected', ' ENDED '));
  return facts.join(` ${dot} `);
}

/** `1,153 segments · 0 dropped · no loss · recorder libpcap`: losses first, because lines are cut at their end. */
export function countLine({ totals, recording, findings }: Picture, theme: Theme): string {
  const { segments, packets, missedSegments, evicted, duplicates, skipped } = totals;
  const dropped =
    recording === null ? totals.drops : { kernel: recording.droppedKernel, interface: recording.droppedInterface };
  const facts = [counted(segments, 'segment'), drops(dropped, theme)];
  if (missedSegments > 0) facts.push(theme.paint('warning', `${formatShare(estimatedLoss(totals))} lost`));
  else facts.push('no loss');
  if (findings !== null && findings.length > 0) {
    const gravest = SEVERITIES.findLast((severity) => findings.some((finding) => finding.severity === severity));
    facts.push(theme.paint(SEVERITY_TONES[gravest!], `${counted(sameFindings(findings).length, 'finding')} (d)`));
  }
  if (evicted > 0) facts.push(theme.paint('warning', `${formatCount(evicted)} let go early`));
  if (recording !== null) {
    facts.push(`recorder ${recording.recorder}`);
    for (const limit of recording.limits) facts.push(theme.paint('warning', printable(limit)));
  }
  facts.push(counted(packets, 'packet'));
  if (duplicates > 0) facts.push(`${formatCount(duplicates)} captured twice`);
  const unread = skipped.malformed + skipped.truncated;
  if (unread > 0) facts.push(`${formatCount(unread)} unreadable`);
  return facts.join(` ${theme.glyphs.dot} `);
}

function drops({ kernel, interface: card }: Picture['totals']['drops'], theme: Theme): string {
  if (kernel + card === 0) return '0 dropped';
  const by = [
    kernel > 0 && `${formatCount(kernel)} by the kernel`,
    card > 0 && `${formatCount(card)} by the interface`,
  ];
  return theme.paint('error', `dropped: ${by.filter((each) => each !== false).join(', ')}`);
}
