/**
 * Silence before a segment: how long neither end had sent anything. Timers of idle connections show by it: that of a server
 * which closes, and that of a middle box which forgets a connection, so that nobody answers what breaks the silence.
 */
import { Flag, type Segment } from '../decode/segment.ts';
import { type Anomalies, Anomaly } from './anomalies.ts';
import { Fact } from './facts.ts';
import type { Flow } from './flow.ts';

/** From so much on (nanoseconds) silence before the first FIN, or a RST, is kept. */
export const CLOSING_SILENCE = 1e9;
/** From so much on a middle box may have forgotten the connection; no common one does so earlier. */
export const LONG_SILENCE = 60e9;

/** Milliseconds that a counter holds: 24 days. */
const MOST = 0x7fff_ffff;

/** Keeps the silence that the segment breaks, or takes back that one was not answered; to be called before it counts as seen. */
export function noteSilence(flow: Flow, segment: Segment, anomalies: Anomalies): void {
  const { sender, receiver } = flow;
  if (sender.packets === 0 || receiver.packets === 0) return;
  const silence = segment.time - Math.max(sender.lastSeen, receiver.lastSeen);
  const milliseconds = Math.min(MOST, Math.round(silence / 1e6));
  const reset = (segment.flags & Flag.RST) !== 0;
  if (reset || (segment.flags & Flag.FIN) !== 0) {
    if (silence >= CLOSING_SILENCE && !isClosing(flow)) {
      // What the other end sent before has closed nothing: a RST that was ignored.
      anomalies.set(flow, receiver, Anomaly.SILENT_BEFORE_CLOSE, 0);
      anomalies.set(flow, sender, Anomaly.SILENT_BEFORE_CLOSE, milliseconds);
    }
  } else if (silence >= LONG_SILENCE) {
    anomalies.set(flow, sender, Anomaly.UNANSWERED_SILENCE, milliseconds);
  }
  if (!reset) anomalies.set(flow, receiver, Anomaly.UNANSWERED_SILENCE, 0);
}

function isClosing({ sender, receiver }: Flow): boolean {
  return (
    sender.has(Fact.FIN_SENT) || receiver.has(Fact.FIN_SENT) || sender.has(Fact.CLOSED) || receiver.has(Fact.CLOSED)
  );
}
