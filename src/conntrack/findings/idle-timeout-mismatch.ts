/** Something on the way forgot a connection that both ends took for open. */
import type { Endpoint } from '../endpoint.ts';
import { CloseCause, closeCause, Fact } from '../facts.ts';
import type { FlowCursor } from '../flow-cursor.ts';
import { IDLE_TIMERS } from '../idle-timers.ts';
import { Mark } from '../marks.ts';
import { Silence } from '../silence.ts';
import { endsOf, endThat, otherSide, type Rule, SECOND } from './rule.ts';

/** For how long (nanoseconds) the end that speaks again must go unanswered. */
const PATIENCE = 3 * SECOND;
/** Seconds by which a RST may differ from the timer that sent it. */
const TOLERANCE = 0.3;

export const idleTimeoutMismatch: Rule = {
  id: 'idle-timeout-mismatch',
  severity: 'warning',
  title: 'forgotten on the way: idle for longer than a middle box remembers',
  explanation:
    'Both ends took the connection for open. After a long silence one of them spoke again and was answered by RST, or not at all; or a RST came when a known idle timeout was ' +
    'over. A middle box (NAT, firewall, load balancer) forgets connections that are idle for long. Only a restart of the peer looks the same.',
  who: 'whoever runs the end that keeps idle connections, or the middle box',
  action:
    'Let keep-alive begin sooner than the shortest idle timeout on the way (SO_KEEPALIVE with TCP_KEEPIDLE, or tcp_keepalive_time, which is 7200 s unless set), or close idle connections sooner.',
  look(flow) {
    const speaker = endThat(flow, (end, peer) => spokeInVain(flow, end, peer));
    if (speaker !== null) {
      const [end, peer] = endsOf(flow, speaker);
      const refused = peer.has(Fact.CLOSED);
      const silence = flow.silence(end, Silence.UNANSWERED);
      return {
        side: speaker,
        since: refused ? peer.timeOf(Fact.CLOSED) : peer.lastSeen + silence,
        proof: refused ? [otherSide(speaker), Fact.CLOSED] : null,
        silence: silence / SECOND,
      };
    }
    const cutter = endThat(flow, (end) => isCutOff(flow, end));
    if (cutter === null) return null;
    const [end] = endsOf(flow, cutter);
    return {
      side: cutter,
      since: end.timeOf(Fact.CLOSED),
      proof: [cutter, Fact.CLOSED],
      silence: flow.silence(end, Silence.BEFORE_CLOSE) / SECOND,
    };
  },
  judge({ silence }) {
    if (silence === null) return {};
    const { least } = silence;
    const shorter = IDLE_TIMERS.filter(
      ({ consequence, seconds }) => consequence === 'forgets' && seconds - least <= TOLERANCE,
    );
    const known = shorter.map(({ owner, seconds }) => `${owner} (${seconds} s)`).join(', ');
    const remembered =
      known === ''
        ? 'No box that is known forgets so early unless it is set to'
        : `By then ${known} would have forgotten it`;
    return {
      explanation: `${idleTimeoutMismatch.explanation} The shortest silence was ${least.toFixed(1)} s. ${remembered}.`,
    };
  },
};

/** It broke a long silence, and the peer answered by RST or not at all. Probes that go unanswered are another finding. */
function spokeInVain(flow: FlowCursor, end: Endpoint, peer: Endpoint): boolean {
  const silence = flow.silence(end, Silence.UNANSWERED);
  if (silence === 0 || end.has(Fact.FIN_SENT) || peer.has(Fact.FIN_SENT)) return false;
  if (peer.has(Fact.CLOSED)) return closeCause(peer.facts) === CloseCause.SENT_RST;
  return !end.marked(Mark.PROBED) && end.lastSeen - peer.lastSeen - silence >= PATIENCE;
}

/** It was reset out of a silence that is just as long as a known box remembers. */
function isCutOff(flow: FlowCursor, end: Endpoint): boolean {
  if (!end.has(Fact.CLOSED) || closeCause(end.facts) !== CloseCause.SENT_RST) return false;
  const silence = flow.silence(end, Silence.BEFORE_CLOSE) / SECOND;
  return IDLE_TIMERS.some(
    ({ consequence, seconds }) => consequence === 'forgets' && Math.abs(seconds - silence) <= TOLERANCE,
  );
}
