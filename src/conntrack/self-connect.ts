/** A socket connected to itself: every segment is sent and received by the same endpoint (RFC 9293 §3.5, figure 7 with A = B). */

import { Flag, type Segment } from '../decode/segment.ts';
import { seqDiff } from '../decode/seq.ts';
import { CloseCause, Fact, Sure } from './facts.ts';
import type { Flow } from './flow.ts';
import { Mark } from './marks.ts';
import { close } from './reset.ts';

/** Its SYN meets itself (simultaneous open), its FIN too (simultaneous close). */
export function sentToItself(flow: Flow, segment: Segment): void {
  const { sender } = flow;
  const { flags, seq, ack, time, packet } = segment;
  flow.note('self-connect');
  if ((flags & Flag.RST) !== 0) {
    close(sender, CloseCause.SENT_RST, Sure.SEEN, time, packet);
  } else if ((flags & Flag.SYN) !== 0) {
    if (!sender.marked(Mark.HAS_ISS)) {
      sender.iss = seq;
      sender.startSending((seq + 1) | 0);
    }
    sender.establish(Fact.SYN_SENT, Sure.SEEN, time, packet);
    if ((flags & Flag.ACK) === 0) return;
    sender.establish(Fact.SYNACK_SENT, Sure.SEEN, time, packet);
    sender.establish(Fact.ESTABLISHED, Sure.PRESUMED, time, packet);
  } else {
    const end = (seq + segment.length + (flags & Flag.FIN)) | 0;
    if (!sender.marked(Mark.HAS_SND)) sender.startSending(end);
    sender.establish(Fact.ESTABLISHED, sender.has(Fact.SYN_SENT) ? Sure.SEEN : Sure.INFERRED, time, packet);
    if (seqDiff(end, sender.sndNxt) > 0) sender.sndNxt = end;
    if ((flags & Flag.FIN) !== 0) {
      sender.establish(Fact.FIN_SENT, Sure.SEEN, time, packet);
      sender.establish(Fact.FIN_RECEIVED, Sure.PRESUMED, time, packet);
    } else if (sender.has(Fact.FIN_SENT) && seqDiff(ack, sender.sndNxt) >= 0) {
      sender.establish(Fact.FIN_ACKED, Sure.PRESUMED, time, packet);
    }
  }
  sender.rcvNxt = ack;
}
